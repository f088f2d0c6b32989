-- Each title once: of the current load's data mode if it has it, then of the latest snapshot; details before lists.
{{ config(materialized='table') }}

with described as (
    select
        source_title_key, snapshot_date, data_mode, tmdb_id, primary_title, original_title, is_adult,
        release_date,
        vote_count,
        'film' as match_kind,
        coalesce(imdb_id, external_imdb_id, asked_imdb_id) as imdb_id,
        cast(null as int) as end_year,
        runtime_minutes,
        1 as precedence
    from {{ ref('stg_tmdb__movies') }}
    union all
    select
        source_title_key, snapshot_date, data_mode, tmdb_id, primary_title, original_title, is_adult,
        first_air_date as release_date,
        vote_count,
        'series' as match_kind,
        coalesce(external_imdb_id, asked_imdb_id) as imdb_id,
        case when release_status in ('Ended', 'Canceled') then year(last_air_date) end as end_year,
        episode_minutes as runtime_minutes,
        1 as precedence
    from {{ ref('stg_tmdb__tv') }}
    union all
    select
        source_title_key, snapshot_date, data_mode, tmdb_id, primary_title, original_title, is_adult,
        release_date,
        vote_count,
        case media_type when 'movie' then 'film' else 'series' end as match_kind,
        cast(null as string) as imdb_id,
        cast(null as int) as end_year,
        cast(null as int) as runtime_minutes,
        2 as precedence
    from {{ ref('stg_tmdb__discovered') }}
),

current_mode as (
    select max(data_mode) as data_mode from {{ ref('int_loads_current') }}
    where source = 'tmdb' and table_name in ('tmdb_movies', 'tmdb_tv')
),

ranked as (
    select
        described.*,
        -- a title may stand on several pages: what still ties is said in the order of the titles
        row_number() over (
            partition by described.source_title_key
            order by
                case when described.data_mode = current_mode.data_mode then 1 else 2 end,
                described.snapshot_date desc, described.precedence, described.primary_title,
                described.vote_count desc
        ) as choice
    from described
    cross join current_mode
    -- a deleted title has no details
    where coalesce(described.primary_title, described.original_title) is not null
)

select
    source_title_key,
    'tmdb' as source_system,
    concat(
        case match_kind when 'film' then 'movie/' else 'tv/' end, cast(tmdb_id as string)
    ) as source_title_id,
    imdb_id,
    tmdb_id,
    case match_kind when 'film' then 'film' else 'show' end as title_type,
    match_kind,
    coalesce(primary_title, original_title) as match_title,
    coalesce(primary_title, original_title) as primary_title,
    original_title,
    is_adult,
    cast(year(release_date) as int) as start_year,
    cast(null as date) as released_by,
    release_date,
    cast(end_year as int) as end_year,
    cast(runtime_minutes as int) as runtime_minutes,
    cast(null as bigint) as parent_source_title_key,
    cast(null as int) as season_number,
    cast(vote_count as double) as match_weight
from ranked
where choice = 1
