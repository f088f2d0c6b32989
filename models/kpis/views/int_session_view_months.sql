-- The views of a month in the watch sessions, with the standard error that comes of who happened to be among the subscribers.
with viewers as (
    select
        subscriber_key,
        months_back,
        count(*) as sessions,
        sum(views) as views,
        sum(views_per_day) as views_per_day
    from {{ ref('int_session_views') }}
    group by subscriber_key, months_back
),

watching as (
    select distinct subscriber_key from viewers
),

-- who did not watch counts too, with no views; who is no longer listed, only by the sessions that are
frame as (
    select cast(count(*) as double) as units
    from {{ ref('dim_subscriber') }} as subscribers
    left join watching on subscribers.subscriber_key = watching.subscriber_key
    where
        subscribers.source_system = 'netflix'
        and (not subscribers.is_retired or watching.subscriber_key is not null)
),

months as (
    select
        months_back,
        sum(sessions) as usable_sessions,
        sum(views) as views,
        sum(views * views) as views_squared
    from viewers
    group by months_back
),

-- the same subscribers watch in both months: what each adds to the change is taken subscriber by subscriber
viewer_changes as (
    select
        subscriber_key,
        sum(case when months_back = 0 then views_per_day else -views_per_day end) as change
    from viewers
    where months_back <= 1
    group by subscriber_key
),

changes as (
    select
        0 as months_back,
        sum(change) as change,
        sum(change * change) as change_squared
    from viewer_changes
)

select
    calendar.month_start,
    calendar.month_end,
    calendar.days,
    calendar.months_back,
    calendar.eligible_sessions,
    cast(coalesce(months.usable_sessions, 0) as bigint) as usable_sessions,
    months.views,
    case
        when months.views is not null
            then {{ total_se('months.views_squared', 'months.views', 'frame.units') }}
    end as views_se,
    case
        when changes.change is not null
            then {{ total_se('changes.change_squared', 'changes.change', 'frame.units') }}
    end as change_se
from {{ ref('int_session_months') }} as calendar
cross join frame
left join months on calendar.months_back = months.months_back
left join changes on calendar.months_back = changes.months_back
