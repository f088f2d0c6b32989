with unknown as (
    select
        cast(null as string) as source_system,
        -1 as title_key,
        cast(null as string) as title_id,
        'unknown' as title_type,
        'Unknown' as primary_title,
        cast(null as string) as original_title,
        cast(null as boolean) as is_adult,
        cast(null as int) as start_year,
        cast(null as int) as end_year,
        cast(null as int) as runtime_minutes,
        cast(null as string) as genres,
        false as is_inferred,
        false as is_retired,
        cast(null as string) as imdb_id,
        cast(null as bigint) as tmdb_id,
        cast(null as date) as release_date,
        cast(null as bigint) as parent_title_key,
        cast(null as int) as season_number,
        cast(null as string) as match_method,
        cast(null as double) as match_confidence
),

members as (
    select * from {{ ref('int_titles_unioned') }}
    union all
    select * from unknown
),

episodes as (
    select * from {{ ref('int_imdb__episodes_deduplicated') }}
),

-- IMDb's titles that other sources have too
conformed as (
    select * from {{ ref('int_titles_conformed') }}
)

select
    members.title_key,
    coalesce(episodes.parent_title_key, members.parent_title_key, -1) as parent_title_key,
    members.source_system,
    members.imdb_id,
    coalesce(conformed.tmdb_id, members.tmdb_id) as tmdb_id,
    members.title_type,
    members.primary_title,
    members.original_title,
    members.is_adult,
    members.start_year,
    members.end_year,
    coalesce(conformed.release_date, members.release_date) as release_date,
    members.runtime_minutes,
    coalesce(episodes.season_number, members.season_number) as season_number,
    episodes.episode_number,
    coalesce(conformed.match_method, members.match_method) as match_method,
    coalesce(conformed.match_confidence, members.match_confidence) as match_confidence,
    members.is_inferred,
    members.is_retired
from members
left join episodes on members.title_key = episodes.title_key
left join conformed on members.title_key = conformed.title_key
