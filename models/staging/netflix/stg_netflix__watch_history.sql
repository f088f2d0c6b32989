with source as (
    select
        *,
        try_cast(watch_duration_minutes as double) as stated_minutes,
        try_cast(progress_percentage as double) as stated_progress
    from {{ source('netflix', 'netflix_watch_history') }}
),

salts as (
    {{ current_salt('netflix_watch_history') }}
)

select
    {{ text_key('netflix', 'source.session_id') }} as session_key,
    {{ salted_key('netflix', 'salts.salt', 'source.user_id') }} as subscriber_key,
    {{ text_key('netflix', 'source.movie_id') }} as source_title_key,
    source.session_id,
    source.movie_id as source_title_id,

    {{ day_of('source.watch_date') }} as watch_date,
    source.device_type as device,
    source.action,
    source.quality,
    source.location_country,
    try_cast(source.is_download as boolean) as is_download,

    -- a limit above, because NaN and infinity are greater than any number
    case when source.stated_minutes between 0 and 1e9 then source.stated_minutes end as watch_minutes,
    case when source.stated_progress between 0 and 100 then source.stated_progress end as progress_pct,
    try_cast(source.user_rating as double) as user_rating,

    coalesce(source.stated_minutes not between 0 and 1e9, false) as is_duration_implausible,
    coalesce(source.stated_progress not between 0 and 100, false) as is_progress_implausible,
    {{ cast_failed({
        'source.watch_date': 'timestamp', 'source.watch_duration_minutes': 'double',
        'source.progress_percentage': 'double', 'source.is_download': 'boolean', 'source.user_rating': 'double'
    }) }} as has_cast_failure
from source
-- no salt, no key: the session then has the Unknown subscriber
left join salts on true
