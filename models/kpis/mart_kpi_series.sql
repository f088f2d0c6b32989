-- Each KPI's headline over its periods.
with series as (
    select * from {{ ref('kpi_total_views__series') }}
    union all
    select * from {{ ref('kpi_total_streams__series') }}
    union all
    select * from {{ ref('kpi_hit_concentration__series') }}
    union all
    select * from {{ ref('kpi_watch_hours_per_viewer__series') }}
    union all
    select * from {{ ref('kpi_completion_rate__series') }}
    union all
    select * from {{ ref('kpi_time_on_chart__series') }}
    union all
    select * from {{ ref('kpi_cancellation_rate__series') }}
    union all
    select * from {{ ref('kpi_retention_12m__series') }}
    union all
    select * from {{ ref('kpi_dormant_share__series') }}
    union all
    select * from {{ ref('kpi_genre_popularity_share__series') }}
    union all
    select * from {{ ref('kpi_genre_momentum__series') }}
    union all
    select * from {{ ref('kpi_genre_rating__series') }}
    union all
    select * from {{ ref('kpi_platform_catalogue_share__series') }}
    union all
    select * from {{ ref('kpi_platform_hhi__series') }}
)

select
    series.kpi_id,
    series.basis,
    series.period_start,
    series.period_end,
    series.value,
    series.n,
    series.ci_low,
    series.ci_high,
    series.coverage,
    {{ kpi_status('series.value', 'series.coverage', 'sources.is_limited', 'series.is_estimated') }} as status
from series
inner join {{ ref('int_kpi_sources') }} as sources
    on
        series.kpi_id = sources.kpi_id
        -- the curve over the tenure is another way to draw the one snapshot
        and case when series.basis = 'tenure_curve' then 'one_snapshot' else series.basis end = sources.basis
