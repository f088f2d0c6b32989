-- The invented titles of the watch history, for the star; they are never matched. An id that only sessions name is unknown.
{{ config(materialized='table') }}

with sessions as (
    select
        source_title_key,
        min(source_title_id) as source_title_id,
        cast(count(*) as double) as session_count
    from {{ ref('int_netflix__sessions_deduplicated') }}
    where source_title_key is not null
    group by source_title_key
),

movies as (
    select * from {{ ref('int_netflix__movies_deduplicated') }}
)

select
    coalesce(movies.source_title_key, sessions.source_title_key) as source_title_key,
    'netflix' as source_system,
    coalesce(movies.source_title_id, sessions.source_title_id) as source_title_id,
    cast(null as string) as imdb_id,
    cast(null as bigint) as tmdb_id,
    case when movies.source_title_key is null then 'unknown' else 'watchTitle' end as title_type,
    cast(null as string) as match_kind,
    cast(null as string) as match_title,
    coalesce(movies.title, 'Unknown') as primary_title,
    cast(null as string) as original_title,
    cast(null as boolean) as is_adult,
    movies.release_year as start_year,
    cast(null as date) as released_by,
    cast(null as date) as release_date,
    cast(null as int) as end_year,
    movies.runtime_minutes,
    cast(null as bigint) as parent_source_title_key,
    cast(null as int) as season_number,
    coalesce(sessions.session_count, cast(0 as double)) as match_weight
from movies
full outer join sessions on movies.source_title_key = sessions.source_title_key
