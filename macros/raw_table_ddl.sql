{#- DDL of one raw table, from the columns and types in its source's YAML. -#}
{% macro raw_table_ddl(table) -%}
    create table if not exists raw.{{ table.identifier }} (
    {%- for column in table.columns.values() %}
        {{ column.name }} {{ column.data_type }}{{ ',' if not loop.last }}
    {%- endfor %}
    )
{%- endmacro %}
