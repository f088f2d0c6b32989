-- Rule lag_profile: the mean logarithm of what the same rank had in the charts one to four weeks before.
with points as (
    select * from {{ ref('int_estimate_points') }}
    where method = 'lag_profile'
),

charts as (
    select distinct
        is_backtest,
        chart,
        region_iso2,
        chart_start
    from points
),

lags as (
    select
        charts.*,
        date_add(charts.chart_start, -weeks.lag_days) as lag_start
    from charts
    cross join (values (7), (14), (21), (28)) as weeks (lag_days)
),

needed as (
    select distinct
        chart,
        region_iso2,
        lag_start
    from lags
),

published as (
    select
        needed.chart,
        needed.region_iso2,
        needed.lag_start,
        listed.rank,
        max(listed.streams_published) as streams_published
    from {{ ref('int_charts_unioned') }} as listed
    inner join needed
        on
            listed.chart = needed.chart
            and listed.region_iso2 = needed.region_iso2
            and listed.chart_start = needed.lag_start
    where listed.streams_published > 0
    group by needed.chart, needed.region_iso2, needed.lag_start, listed.rank
),

profiles as (
    select
        lags.is_backtest,
        lags.chart,
        lags.region_iso2,
        lags.chart_start,
        published.rank,
        exp(avg(ln(published.streams_published))) as estimate
    from lags
    inner join published using (chart, region_iso2, lag_start)
    group by lags.is_backtest, lags.chart, lags.region_iso2, lags.chart_start, published.rank
    having count(*) >= 2
)

select
    is_backtest,
    chart,
    region_iso2,
    chart_start,
    rank,
    profiles.estimate
from points
inner join profiles using (is_backtest, chart, region_iso2, chart_start, rank)
