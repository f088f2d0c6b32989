-- KPI 2 in every chart week of both bases, world-wide. A week of the daily chart counts only with all its seven charts.
with weeks as (
    select
        basis,
        week_start,
        week_end,
        as_of_date,
        count(distinct chart_start) as charts,
        count(distinct case when streams_estimate is not null then title_key end) as n,
        -- a chart with a tie has more rows than places
        least(count(streams_estimate) / cast(max(week_places) as double), 1.0) as coverage,
        sum(streams_estimate) as streams,
        sum(case when is_estimated then streams_estimate else 0.0 end) as estimated_streams,
        sum(estimate_lo) as streams_low,
        sum(estimate_hi) as streams_high,
        max(case when is_estimated then 1 else 0 end) = 1 as is_estimated
    from {{ ref('int_global_charts') }}
    where basis in ('spotify_weekly', 'spotify_daily')
    group by basis, week_start, week_end, as_of_date
),

whole as (
    select
        *,
        max(week_end) over (partition by basis) as last_week_end
    from weeks
    where charts = case when basis = 'spotify_daily' then 7 else 1 end
)

select
    basis,
    cast({{ dbt.datediff('week_end', 'last_week_end', 'day') }} / 7 as int) as periods_back,  -- noqa: LT05
    week_start as period_start,
    week_end as period_end,
    7 as days,
    streams as value,
    estimated_streams,
    n,
    coverage,
    -- bounds of what was estimated; published figures have none
    case when is_estimated then streams_low end as ci_low,
    case when is_estimated then streams_high end as ci_high,
    is_estimated,
    case
        when {{ is_stale('last_week_end', 'as_of_date') }} then 'SOURCE_STALE'
        when streams is null then 'FIELD_ABSENT'
    end as reason_code
from whole
