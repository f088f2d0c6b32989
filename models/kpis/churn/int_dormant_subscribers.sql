-- A row is a subscriber of a snapshot and whether it has watched in one of the windows that end there.
select
    windows.snapshot_date,
    windows.earlier_date,
    windows.window_days,
    subscribers.subscriber_key,
    subscribers.subscription_plan,
    subscribers.region_name,
    subscribers.is_active,
    coalesce(watches.last_watch_date < windows.period_start, true) as is_dormant
from {{ ref('int_dormant_windows') }} as windows
inner join {{ ref('int_subscriber_snapshots') }} as subscribers using (snapshot_date)
left join {{ ref('int_subscriber_last_watches') }} as watches
    on
        subscribers.subscriber_key = watches.subscriber_key
        and windows.snapshot_date = watches.snapshot_date
