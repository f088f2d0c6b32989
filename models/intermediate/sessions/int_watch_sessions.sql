-- The sessions of both datasets in common columns; source_system tells them apart. What cannot be true is flagged.
{{ config(materialized='table') }}

with sessions as (
    select * from {{ ref('int_netflix__sessions_deduplicated') }}
),

movies as (
    select * from {{ ref('int_netflix__movies_deduplicated') }}
),

users as (
    select * from {{ ref('int_netflix__users_deduplicated') }}
),

snapshot as (
    select * from {{ ref('int_netflix__snapshot') }}
),

aliases as (
    select * from {{ ref('region_aliases') }}
),

history as (
    select
        sessions.session_key,
        'netflix' as source_system,
        sessions.subscriber_key,
        sessions.source_title_key,
        sessions.location_country as country,
        sessions.watch_date,
        sessions.action,
        sessions.device,
        movies.content_type,
        sessions.watch_minutes,
        sessions.progress_pct,
        coalesce(sessions.watch_date > snapshot.snapshot_date, false) as is_after_snapshot,
        coalesce(sessions.watch_date < users.subscription_start_date, false) as is_before_start
    from sessions
    left join movies on sessions.source_title_key = movies.source_title_key
    left join users on sessions.subscriber_key = users.subscriber_key
    left join snapshot on true
),

clicks as (
    select
        session_key,
        'vodclickstream' as source_system,
        subscriber_key,
        source_title_key,
        -- all of it was observed there, on desktops
        'United Kingdom' as country,
        cast(opened_at as date) as watch_date,
        cast(null as string) as action,
        'Desktop' as device,
        cast(null as string) as content_type,
        seconds_to_next_click / 60 as watch_minutes,
        -- the time to the next click is no place in the film
        cast(null as double) as progress_pct,
        false as is_after_snapshot,
        false as is_before_start
    from {{ ref('int_clickstream__clicks_deduplicated') }}
),

unioned as (
    select * from history
    union all
    select * from clicks
)

select
    unioned.*,
    coalesce({{ text_key('imdb', 'aliases.iso2') }}, -1) as region_key,
    coalesce(unioned.watch_minutes > 24 * 60, false) as is_longer_than_day
from unioned
left join aliases on lower(trim(unioned.country)) = aliases.alias
