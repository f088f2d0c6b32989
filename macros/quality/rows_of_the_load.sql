{#- The raw tables whose staging model has another number of rows than the load in place wrote. `staged`: raw table → its staging model. -#}
{% macro rows_of_the_load(staged) -%}
with counted as (
    {%- for table, relation in staged.items() %}
    select
        '{{ table }}' as table_name,
        count(*) as staged_rows
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    loads.table_name,
    loads.run_id,
    loads.rows_loaded,
    counted.staged_rows
from {{ ref('int_loads_current') }} as loads
inner join counted using (table_name)
where loads.rows_loaded is distinct from counted.staged_rows
{%- endmacro %}
