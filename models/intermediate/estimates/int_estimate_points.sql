{{ config(materialized='table') }}

-- The ranks of the charts to estimate and to test, with what a method may know of them and what is true.
with charts as (
    select * from {{ ref('int_estimate_charts') }}
),

chart_rows as (
    select
        charts.is_backtest,
        charts.chart,
        charts.region_iso2,
        charts.chart_start,
        charts.streams_unit,
        charts.published_rows,
        charts.backtest_half,
        listed.rank,
        max(listed.streams_published) as streams_published
    from charts
    inner join {{ ref('int_charts_unioned') }} as listed using (chart, region_iso2, chart_start)
    group by
        charts.is_backtest, charts.chart, charts.region_iso2, charts.chart_start, charts.streams_unit,
        charts.published_rows, charts.backtest_half, listed.rank
)

select
    'loglog_interp' as method,
    is_backtest,
    chart,
    region_iso2,
    chart_start,
    streams_unit,
    backtest_half,
    rank,
    case when not (is_backtest and {{ backtest_hides('rank') }}) then streams_published end as known_streams,
    streams_published as true_streams
from chart_rows
where published_rows > 0
union all
select
    'lag_profile' as method,
    is_backtest,
    chart,
    region_iso2,
    chart_start,
    streams_unit,
    backtest_half,
    rank,
    -- the back-test takes the whole chart as unpublished
    cast(null as bigint) as known_streams,
    streams_published as true_streams
from chart_rows
where is_backtest or published_rows = 0
