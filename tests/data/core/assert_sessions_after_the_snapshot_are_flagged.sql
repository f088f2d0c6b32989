-- Invariant: a session of the watch history is flagged exactly when it lies after the snapshot, or before its user's start.
{{ config(meta={'kpi_ids': [
    'total_views', 'hit_concentration', 'watch_hours_per_viewer', 'completion_rate', 'dormant_share'
]}) }}

select
    sessions.session_key,
    days.date_day,
    snapshot.snapshot_date,
    subscribers.subscription_start_date,
    sessions.is_after_snapshot,
    sessions.is_before_start
from {{ ref('fact_watch_session') }} as sessions
inner join {{ ref('dim_date') }} as days on sessions.date_key = days.date_key
inner join {{ ref('dim_subscriber') }} as subscribers on sessions.subscriber_key = subscribers.subscriber_key
cross join {{ ref('int_netflix__snapshot') }} as snapshot
where
    sessions.source_system = 'netflix'
    and not subscribers.is_retired
    and (
        sessions.is_after_snapshot != coalesce(days.date_day > snapshot.snapshot_date, false)
        or sessions.is_before_start != coalesce(days.date_day < subscribers.subscription_start_date, false)
    )
