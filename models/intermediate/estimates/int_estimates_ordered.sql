{{ config(materialized='table') }}

-- Estimates from ranks, made to fall with the rank.
-- Each is first held between the smallest published figure of the better ranks and the largest of the worse ones. Then
-- it is the mean of two curves that never rise: the least figure so far, and the largest still to come. Neither moves a
-- published figure, and together they do not pull the estimates to one side, as either of them alone would.
with estimates as (
    select
        'loglog_interp' as method,
        *
    from {{ ref('int_estimates_interpolated') }}
    union all
    select
        'lag_profile' as method,
        *
    from {{ ref('int_estimates_lagged') }}
),

joined as (
    select
        points.*,
        estimates.estimate
    from {{ ref('int_estimate_points') }} as points
    left join estimates using (method, is_backtest, chart, region_iso2, chart_start, rank)
),

bounded as (
    select
        *,
        -- a chart's ranks stand here once each: no ties
        min(known_streams) over (
            partition by method, is_backtest, chart, region_iso2, chart_start
            order by rank rows between unbounded preceding and 1 preceding
        ) as cap,
        max(known_streams) over (
            partition by method, is_backtest, chart, region_iso2, chart_start
            order by rank rows between 1 following and unbounded following
        ) as floor_value
    from joined
),

held as (
    select
        *,
        coalesce(
            cast(known_streams as double),
            greatest(coalesce(floor_value, estimate), least(coalesce(cap, estimate), estimate))
        ) as value
    from bounded
),

curves as (
    select
        *,
        min(value) over (
            partition by method, is_backtest, chart, region_iso2, chart_start
            order by rank rows between unbounded preceding and current row
        ) as least_so_far,
        max(value) over (
            partition by method, is_backtest, chart, region_iso2, chart_start
            order by rank rows between current row and unbounded following
        ) as largest_to_come
    from held
)

select
    method,
    is_backtest,
    chart,
    region_iso2,
    chart_start,
    rank,
    streams_unit,
    backtest_half,
    -- where published figures are out of order themselves, the worse rank's is the floor
    greatest(coalesce(cast(floor_value as double), 0.0), (least_so_far + largest_to_come) / 2) as estimate,
    true_streams
from curves
where known_streams is null and estimate is not null
