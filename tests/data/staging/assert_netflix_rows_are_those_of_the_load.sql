-- Reconciliation: the raw tables of the watch history and the clickstream hold as many rows as the load in place wrote, and
-- staging as many again.
{% set tables = ['users', 'movies', 'watch_history', 'clickstream'] %}
{{ config(meta={'kpi_ids': [
    'total_views', 'watch_hours_per_viewer', 'completion_rate', 'cancellation_rate', 'retention_12m', 'dormant_share'
]}) }}

with counted as (
    {%- for table in tables %}
    select
        'netflix_{{ table }}' as table_name,
        (select count(*) from {{ source('netflix', 'netflix_' ~ table) }}) as raw_rows,
        (select count(*) from {{ ref('stg_netflix__' ~ table) }}) as staged_rows
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    counted.*,
    loads.run_id,
    loads.rows_loaded
from counted
left join {{ ref('int_loads_current') }} as loads on counted.table_name = loads.table_name
where
    counted.raw_rows != counted.staged_rows
    or loads.rows_loaded is not null and loads.rows_loaded != counted.raw_rows
