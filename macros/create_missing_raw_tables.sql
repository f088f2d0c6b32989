{#- Before a run: every raw table that a source declares exists, if empty, and one line says which sources have no data. -#}
{% macro create_missing_raw_tables() %}
    {%- if execute -%}
        {%- do run_query('create schema if not exists raw') -%}
        {%- for table in raw_tables(with_logs=true) -%}
            {%- do run_query(raw_table_ddl(table)) -%}
        {%- endfor -%}
        {%- set empty = empty_raw_tables() -%}
        {%- if empty -%}
            {%- do log("No data yet in " ~ empty | join(', ') ~ ": run `loaders fetch`, then `dbt build` again.", info=true) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
