-- Rule loglog_interp: between the nearest published ranks above and below, if they lie close enough.
with points as (
    select * from {{ ref('int_estimate_points') }}
    where method = 'loglog_interp'
),

known as (
    select
        is_backtest,
        chart,
        region_iso2,
        chart_start,
        rank,
        known_streams
    from points
    where known_streams > 0
),

neighbours as (
    select
        *,
        -- a chart's ranks stand here once each: no ties
        max(case when known_streams > 0 then rank end) over (
            partition by is_backtest, chart, region_iso2, chart_start
            order by rank rows between unbounded preceding and 1 preceding
        ) as better_rank,
        min(case when known_streams > 0 then rank end) over (
            partition by is_backtest, chart, region_iso2, chart_start
            order by rank rows between 1 following and unbounded following
        ) as worse_rank
    from points
)

select
    neighbours.is_backtest,
    neighbours.chart,
    neighbours.region_iso2,
    neighbours.chart_start,
    neighbours.rank,
    {{ loglog_interpolation(
        'neighbours.rank',
        'neighbours.better_rank', 'better.known_streams', 'neighbours.worse_rank', 'worse.known_streams'
    ) }} as estimate
from neighbours
inner join known as better
    on
        neighbours.chart = better.chart
        and neighbours.region_iso2 = better.region_iso2
        and neighbours.chart_start = better.chart_start
        and neighbours.is_backtest = better.is_backtest
        and neighbours.better_rank = better.rank
inner join known as worse
    on
        neighbours.chart = worse.chart
        and neighbours.region_iso2 = worse.region_iso2
        and neighbours.chart_start = worse.chart_start
        and neighbours.is_backtest = worse.is_backtest
        and neighbours.worse_rank = worse.rank
where
    neighbours.known_streams is null
    and neighbours.worse_rank - neighbours.better_rank <= greatest(10, neighbours.better_rank)
