-- A row is a title's place on a chart, or a watch session, with the 364-day window that it lies in, counted back from the day on which its basis ends.
with charts as (
    select
        basis,
        chart,
        cast(-1 as bigint) as session_key,
        title_key,
        cast(-1 as bigint) as subscriber_key,
        chart_start as first_day,
        chart_end as last_day,
        streams_estimate as volume,
        is_estimated,
        is_fresh,
        week_places,
        max(chart_end) over (partition by basis) as data_end
    from {{ ref('int_global_charts') }}
),

sessions as (
    select
        'watch_sessions' as basis,
        'watch_sessions' as chart,
        session_key,
        title_key,
        subscriber_key,
        watch_date as first_day,
        watch_date as last_day,
        case when is_viewer_known and is_title_known and is_minutes_known then watch_minutes end as volume,
        false as is_estimated,
        true as is_fresh,
        cast(null as int) as week_places,
        as_of_date as data_end
    from {{ ref('int_sessions_eligible') }}
),

unioned as (
    select * from charts
    union all
    select * from sessions
)

select
    *,
    cast(floor({{ dbt.datediff('last_day', 'data_end', 'day') }} / 364.0) as int) as periods_back,  -- noqa: LT05
    min(first_day) over (partition by basis) as data_start
from unioned
