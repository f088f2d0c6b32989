with sessions as (
    select * from {{ ref('int_watch_sessions') }}
),

matches as (
    select
        source_title_key,
        title_key
    from {{ ref('int_title_matches') }}
    where source_system in ('netflix', 'vodclickstream')
),

titles as (
    select
        title_key,
        runtime_minutes
    from {{ ref('dim_title') }}
),

days as (
    select
        date_key,
        date_day
    from {{ ref('dim_date') }}
)

select
    sessions.session_key,
    coalesce(sessions.subscriber_key, -1) as subscriber_key,
    coalesce(matches.title_key, -1) as title_key,
    sessions.region_key,
    -- a day that is missing, or outside the calendar
    coalesce(days.date_key, -1) as date_key,

    sessions.source_system,
    sessions.content_type,
    sessions.action,
    sessions.device,
    sessions.watch_minutes,
    sessions.progress_pct,

    sessions.is_after_snapshot,
    sessions.is_before_start,
    coalesce(sessions.watch_minutes > titles.runtime_minutes, false) as is_longer_than_title,
    sessions.is_longer_than_day
from sessions
left join matches on sessions.source_title_key = matches.source_title_key
left join titles on matches.title_key = titles.title_key
left join days on sessions.watch_date = days.date_day
