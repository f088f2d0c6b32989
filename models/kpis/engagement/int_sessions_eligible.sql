-- A session of the watch history that counts: dated, and not after the day on which the data ends. With what is known of its viewer and its title.
with ends as (
    select as_of_date
    from {{ ref('int_kpi_sources') }}
    where kpi_id = 'watch_hours_per_viewer' and basis = 'watch_sessions'
),

dated as (
    select
        sessions.*,
        days.date_day as watch_date,
        days.month_start,
        ends.as_of_date
    from {{ ref('fact_watch_session') }} as sessions
    inner join {{ ref('dim_date') }} as days on sessions.date_key = days.date_key
    -- the Unknown day is null, and so never on or before the last
    inner join ends on days.date_day <= ends.as_of_date
    where sessions.source_system = 'netflix'
),

titles as (
    select
        title_key,
        runtime_minutes
    from {{ ref('dim_title') }}
),

subscribers as (
    select
        subscribers.subscriber_key,
        coalesce(subscribers.subscription_plan, 'Unknown') as subscription_plan,
        coalesce(subscribers.age_band, 'Unknown') as age_band,
        regions.region_name
    from {{ ref('dim_subscriber') }} as subscribers
    inner join {{ ref('dim_region') }} as regions using (region_key)
)

select
    dated.session_key,
    dated.subscriber_key,
    dated.title_key,
    dated.watch_date,
    dated.month_start,
    coalesce(dated.content_type, 'Unknown') as content_type,
    dated.watch_minutes,
    dated.progress_pct,
    titles.runtime_minutes,
    subscribers.subscription_plan,
    subscribers.region_name,
    subscribers.age_band,
    dated.subscriber_key != -1 as is_viewer_known,
    dated.title_key != -1 as is_title_known,
    dated.watch_minutes is not null and not dated.is_longer_than_day as is_minutes_known,
    dated.as_of_date
from dated
inner join titles on dated.title_key = titles.title_key
inner join subscribers on dated.subscriber_key = subscribers.subscriber_key
