-- KPI 1 in every period of both bases: the weeks of the Netflix Top 10, and the months of the watch sessions.
with charts as (
    select
        *,
        max(chart_end) over () as last_chart_end
    from {{ ref('int_global_charts') }}
    where basis = 'netflix_top10'
),

weeks as (
    select
        cast({{ dbt.datediff('chart_end', 'last_chart_end', 'day') }} / 7 as int) as periods_back,  -- noqa: LT05
        chart_start as period_start,
        chart_end as period_end,
        7 as days,
        count(streams_estimate) as n,
        max(week_places) as places,
        sum(streams_estimate) as views,
        max(case when is_estimated then 1 else 0 end) = 1 as is_estimated
    from charts
    group by chart_start, chart_end, last_chart_end
)

select
    'netflix_top10' as basis,
    periods_back,
    period_start,
    period_end,
    days,
    views as value,
    n,
    -- a chart with a tie has more rows than places
    least(n / cast(places as double), 1.0) as coverage,
    cast(null as double) as value_se,
    cast(null as double) as change_se,
    is_estimated,
    case when views is null then 'FIELD_ABSENT' end as reason_code
from weeks
union all
select
    'watch_sessions' as basis,
    months_back as periods_back,
    month_start as period_start,
    month_end as period_end,
    days,
    views as value,
    usable_sessions as n,
    usable_sessions / nullif(cast(eligible_sessions as double), 0.0) as coverage,
    views_se as value_se,
    change_se,
    false as is_estimated,
    case
        when eligible_sessions = 0 then 'WINDOW_TOO_SHORT'
        when usable_sessions = 0 then 'FIELD_ABSENT'
        when usable_sessions < {{ var('min_n') }} then 'MIN_N_NOT_MET'
    end as reason_code
from {{ ref('int_session_view_months') }}
