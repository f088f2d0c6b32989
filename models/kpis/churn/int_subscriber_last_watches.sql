-- A row is a subscriber who watched in the 90 days up to a snapshot, with the last such day. It tells who is dormant and never who cancelled.
with windows as (
    select * from {{ ref('int_dormant_windows') }}
    where window_days = 90
),

sessions as (
    select * from {{ ref('int_sessions_eligible') }}
    where is_viewer_known
)

select
    sessions.subscriber_key,
    windows.snapshot_date,
    max(sessions.watch_date) as last_watch_date
from windows
inner join sessions on sessions.watch_date between windows.period_start and windows.period_end
group by sessions.subscriber_key, windows.snapshot_date
