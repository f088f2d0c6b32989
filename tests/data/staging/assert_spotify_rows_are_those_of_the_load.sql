-- Reconciliation: every raw table of the charts holds as many rows as the load in place wrote.
{{ config(meta={'kpi_ids': ['total_streams', 'hit_concentration', 'time_on_chart']}) }}
with counted as (
    {%- for format in ['legacy', 'current', 'archive', 'daily'] %}
    select
        'spotify_charts_{{ format }}' as table_name,
        count(*) as staged_rows
    from {{ ref('stg_spotify__charts_' ~ format) }}
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
