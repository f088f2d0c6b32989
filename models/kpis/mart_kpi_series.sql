-- Each KPI's headline over its periods.
with series as (
    select * from {{ ref('kpi_genre_popularity_share__series') }}
    union all
    select * from {{ ref('kpi_genre_momentum__series') }}
    union all
    select * from {{ ref('kpi_genre_rating__series') }}
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
    mart_kpi.status
from series
inner join {{ ref('mart_kpi') }} as mart_kpi using (kpi_id)
