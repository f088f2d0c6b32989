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
        false as is_retired
),

members as (
    select * from {{ ref('int_titles_unioned') }}
    union all
    select * from unknown
),

episodes as (
    select * from {{ ref('int_imdb__episodes_deduplicated') }}
)

select
    members.title_key,
    coalesce(episodes.parent_title_key, -1) as parent_title_key,
    members.source_system,
    members.title_id as imdb_id,
    cast(null as bigint) as tmdb_id,
    members.title_type,
    members.primary_title,
    members.original_title,
    members.is_adult,
    members.start_year,
    members.end_year,
    cast(null as date) as release_date,
    members.runtime_minutes,
    episodes.season_number,
    episodes.episode_number,
    case when members.title_id is not null then 'imdb_id' end as match_method,
    case when members.title_id is not null then cast(1 as double) end as match_confidence,
    members.is_inferred,
    members.is_retired
from members
left join episodes on members.title_key = episodes.title_key
