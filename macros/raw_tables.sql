{#- The raw tables that sources declare, sorted by name: the loaders' own logs are left out unless asked for. -#}
{% macro raw_tables(with_logs=false) %}
    {%- set tables = [] -%}
    {%- if execute -%}
        {%- for table in graph.sources.values() | sort(attribute='unique_id') -%}
            {%- if table.schema == 'raw' and (with_logs or table.source_name != 'loads') -%}
                {%- do tables.append(table) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{- return(tables) -}}
{% endmacro %}
