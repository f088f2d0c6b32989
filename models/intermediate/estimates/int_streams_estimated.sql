{{ config(materialized='table') }}

-- The rows without a published figure that a method can estimate, each by the first of the ladder that is on.
with estimates as (
    select
        case method when 'loglog_interp' then 1 else 2 end as ladder,
        method,
        chart,
        region_iso2,
        chart_start,
        rank,
        -- from the rank: the same for all titles at it
        cast(null as bigint) as source_title_key,
        streams_unit,
        estimate
    from {{ ref('int_estimates_ordered') }}
    where not is_backtest
    union all
    select
        3 as ladder,
        method,
        chart,
        region_iso2,
        chart_start,
        rank,
        source_title_key,
        streams_unit,
        estimate
    from {{ ref('int_estimates_from_hours') }}
    where not is_backtest
),

unpublished as (
    select distinct
        listed.chart,
        listed.region_iso2,
        listed.chart_start,
        listed.rank,
        listed.source_title_key
    from {{ ref('int_charts_unioned') }} as listed
    inner join {{ ref('int_estimate_charts') }} as charts using (chart, region_iso2, chart_start)
    where listed.streams_published is null and not charts.is_backtest
),

bounds as (
    select * from {{ ref('int_estimate_bounds') }}
),

usable as (
    select
        unpublished.*,
        estimates.method,
        estimates.estimate,
        estimates.estimate * bounds.lo_factor as estimate_lo,
        estimates.estimate * bounds.hi_factor as estimate_hi,
        -- a method stands at one place of the ladder
        row_number() over (
            partition by
                unpublished.chart, unpublished.region_iso2, unpublished.chart_start, unpublished.rank,
                unpublished.source_title_key
            order by estimates.ladder
        ) as preference
    from unpublished
    inner join estimates
        on
            unpublished.chart = estimates.chart
            and unpublished.region_iso2 = estimates.region_iso2
            and unpublished.chart_start = estimates.chart_start
            and unpublished.rank = estimates.rank
            and (
                estimates.source_title_key is null
                or unpublished.source_title_key = estimates.source_title_key
            )
    -- none for a method that is off
    inner join bounds
        on
            estimates.method = bounds.method
            and estimates.streams_unit = bounds.streams_unit
            and bounds.rank_band = {{ rank_band('estimates.rank') }}
)

select
    chart,
    region_iso2,
    chart_start,
    rank,
    source_title_key,
    method,
    estimate,
    estimate_lo,
    estimate_hi
from usable
where preference = 1
