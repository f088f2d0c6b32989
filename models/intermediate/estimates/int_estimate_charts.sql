{{ config(materialized='table') }}

-- The charts with something to estimate, and those that it is tested on: the latest that publish what they list.
with charts as (
    select * from {{ ref('int_chart_dates') }}
    -- where only places are known there is nothing to estimate from
    where measure_basis in ('chart_streams', 'netflix_top10_views')
),

tested as (
    select
        *,
        -- a chart has one date once: no ties
        row_number() over (partition by chart, region_iso2 order by chart_start desc) as newest_first,
        count(*) over (partition by chart, region_iso2) as charts_published
    from charts
    where published_rows >= 0.9 * listed_rows
)

select
    false as is_backtest,
    chart,
    region_iso2,
    chart_start,
    measure_basis,
    streams_unit,
    published_rows,
    cast(null as string) as backtest_half
from charts
where published_rows < listed_rows
union all
select
    true as is_backtest,
    chart,
    region_iso2,
    chart_start,
    measure_basis,
    streams_unit,
    published_rows,
    case
        when newest_first * 2 <= least(charts_published, {{ var('estimate_backtest_charts') }}) then 'newer'
        else 'older'
    end as backtest_half
from tested
where newest_first <= {{ var('estimate_backtest_charts') }}
