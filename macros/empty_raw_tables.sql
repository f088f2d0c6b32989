{#- What has no rows: the source's id where all of its tables are empty, `source (table, …)` where some are. -#}
{% macro empty_raw_tables() %}
    {%- set counted -%}
        {%- for table in raw_tables() %}
        select
            '{{ table.source_name }}' as source_name,
            '{{ table.identifier }}' as table_name,
            not exists (select 1 from raw.{{ table.identifier }}) as is_empty
        {{ 'union all' if not loop.last }}
        {%- endfor %}
        order by source_name, table_name
    {%- endset -%}
    {%- set found = [] -%}
    {%- for source_name, rows in run_query(counted).rows | groupby('source_name') -%}
        {%- set empty = rows | selectattr('is_empty') | map(attribute='table_name') | list -%}
        {%- if empty | length == rows | length -%}
            {%- do found.append(source_name) -%}
        {%- elif empty -%}
            {%- do found.append(source_name ~ ' (' ~ empty | join(', ') ~ ')') -%}
        {%- endif -%}
    {%- endfor -%}
    {{- return(found) -}}
{% endmacro %}
