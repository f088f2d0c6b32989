with source as (
    select
        *,
        try_cast(duration as double) as stated_seconds
    from {{ source('netflix', 'netflix_clickstream') }}
),

salts as (
    {{ current_salt('netflix_clickstream') }}
)

select
    {{ numbered_key('vodclickstream', 'source.row_id') }} as session_key,
    {{ salted_key('vodclickstream', 'salts.salt', 'source.user_id') }} as subscriber_key,
    {{ text_key('vodclickstream', 'source.movie_id') }} as source_title_key,
    source.row_id as session_id,
    source.movie_id as source_title_id,

    try_cast(source.datetime as timestamp) as opened_at,
    source.title,
    nullif(source.genres, 'NOT AVAILABLE') as genres,
    {{ day_of('source.release_date') }} as release_date,

    -- -1 stands for unknown; a limit above, because NaN and infinity are greater than any number
    case when source.stated_seconds between 0 and 1e9 then source.stated_seconds end as seconds_to_next_click,

    coalesce(source.stated_seconds not between 0 and 1e9, false) as is_duration_unknown,
    {{ cast_failed({
        'source.datetime': 'timestamp', 'source.duration': 'double',
        "nullif(source.release_date, 'NOT AVAILABLE')": 'timestamp'
    }) }} as has_cast_failure
from source
-- no salt, no key: the click then has the Unknown subscriber
left join salts on true
