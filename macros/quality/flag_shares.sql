{#- The end of a model that counts flagged rows in its CTE `counted`: the counts beside their tables' rows, and as shares of them. -#}
{% macro flag_shares(source, tables) -%}
sizes as (
    {%- for table in tables %}
    select
        '{{ source }}_{{ table }}' as table_name,
        count(*) as table_rows
    from {{ ref('stg_' ~ source ~ '__' ~ table) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    counted.table_name,
    counted.flag,
    cast(counted.flagged_rows as bigint) as flagged_rows,
    sizes.table_rows,
    cast(counted.flagged_rows as double) / nullif(sizes.table_rows, 0) as share
from counted
inner join sizes using (table_name)
{%- endmacro %}
