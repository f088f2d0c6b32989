{{ config(materialized='table') }}

-- Rule hours_over_runtime: until the week of 18 June 2023 Netflix published hours, and the charts followed them.
-- What a title's runtime was then is only known from a later week. So the back-test, too, takes it from a later week than
-- the one it estimates.
with charts as (
    select *
    from {{ ref('int_netflix_top10__charts') }}
    where hours_viewed > 0
),

tested as (
    select
        chart,
        region_iso2,
        chart_start,
        backtest_half
    from {{ ref('int_estimate_charts') }}
    where is_backtest
),

runtimes as (
    select * from {{ ref('int_netflix_top10__runtimes') }}
)

select
    'hours_over_runtime' as method,
    false as is_backtest,
    charts.chart,
    charts.region_iso2,
    charts.chart_start,
    charts.rank,
    charts.source_title_key,
    'views' as streams_unit,
    cast(null as string) as backtest_half,
    max(charts.hours_viewed / runtimes.runtime_hours) as estimate,
    cast(null as bigint) as true_streams
from charts
inner join runtimes using (source_title_key)
where charts.views_published is null and charts.chart_end < cast('2023-06-18' as date)
group by charts.chart, charts.region_iso2, charts.chart_start, charts.rank, charts.source_title_key
union all
select
    'hours_over_runtime' as method,
    true as is_backtest,
    charts.chart,
    charts.region_iso2,
    charts.chart_start,
    charts.rank,
    charts.source_title_key,
    'views' as streams_unit,
    tested.backtest_half,
    charts.hours_viewed / runtimes.runtime_hours as estimate,
    charts.views_published as true_streams
from charts
inner join tested using (chart, region_iso2, chart_start)
inner join runtimes using (source_title_key)
where charts.views_published > 0 and runtimes.read_from > charts.chart_start
