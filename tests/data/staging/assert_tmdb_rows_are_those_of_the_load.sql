-- Reconciliation: of the snapshot that the load in place is of, every raw table holds as many rows as that load wrote,
-- or none any more where TMDB's terms do not let it be kept.
{{ config(meta={'kpi_ids': ['platform_catalogue_share', 'platform_hhi']}) }}
{% set tables = {'tmdb_movies': 'stg_tmdb__movies', 'tmdb_tv': 'stg_tmdb__tv', 'tmdb_find': 'stg_tmdb__find',
    'tmdb_movie_ids': 'stg_tmdb__movie_ids', 'tmdb_tv_ids': 'stg_tmdb__tv_ids'} %}

with counted as (
    {%- for table, model in tables.items() %}
    select
        '{{ table }}' as table_name,
        snapshot_date,
        data_mode,
        count(*) as staged_rows
    from {{ ref(model) }}
    group by snapshot_date, data_mode
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    loads.table_name,
    loads.run_id,
    loads.rows_loaded,
    counted.staged_rows
from {{ ref('int_loads_current') }} as loads
left join counted
    on
        loads.table_name = counted.table_name
        and loads.snapshot_date = counted.snapshot_date
        and loads.data_mode = counted.data_mode
where
    loads.table_name in ('{{ tables | join("', '") }}')
    and loads.rows_loaded != coalesce(counted.staged_rows, 0)
    and (
        counted.staged_rows is not null
        or loads.data_mode = 'sample'
        or loads.snapshot_date >= {{ dbt.dateadd('day', -var('tmdb_retention_days'), 'current_date') }}
    )
