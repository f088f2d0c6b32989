-- What the three files name: every film and show, and every season as a title of its own.
with charted as (
    select
        source_title_id,
        source_show_id,
        show_title,
        season_title,
        week_end,
        hours_viewed,
        runtime_hours
    from {{ ref('stg_netflix_top10__global') }}
    union all
    select
        source_title_id,
        source_show_id,
        show_title,
        season_title,
        week_end,
        null as hours_viewed,
        null as runtime_hours
    from {{ ref('stg_netflix_top10__countries') }}
    union all
    select
        source_title_id,
        source_show_id,
        show_title,
        season_title,
        null as week_end,
        null as hours_viewed,
        runtime_hours
    from {{ ref('stg_netflix_top10__most_popular') }}
),

-- a row stands for its film or show, and for its season
named as (
    select
        source_show_id as source_title_id,
        cast(null as string) as parent_id,
        show_title as title,
        cast(null as string) as season_title,
        week_end,
        hours_viewed,
        -- a season's running time is not its show's
        case when season_title is null then runtime_hours end as runtime_hours
    from charted
    union all
    select
        source_title_id,
        source_show_id as parent_id,
        season_title as title,
        season_title,
        week_end,
        hours_viewed,
        cast(null as double) as runtime_hours
    from charted
    where season_title is not null
),

titles as (
    select
        source_title_id,
        parent_id,
        -- one spelling of several: the last in the alphabet, capitals before small letters
        max(title) as title,
        max(season_title) as season_title,
        min(week_end) as released_by,
        max(runtime_hours) as runtime_hours,
        coalesce(sum(hours_viewed), 0) as hours_viewed
    from named
    where source_title_id is not null
    group by source_title_id, parent_id
)

select
    {{ text_key('netflix_top10', 'source_title_id') }} as source_title_key,
    'netflix_top10' as source_system,
    source_title_id,
    cast(null as string) as imdb_id,
    cast(null as bigint) as tmdb_id,
    case
        when parent_id is not null then 'season' when source_title_id like 'film|%' then 'film' else 'show'
    end as title_type,
    -- a season is matched through its show
    case
        when parent_id is not null then null when source_title_id like 'film|%' then 'film' else 'series'
    end as match_kind,
    title as match_title,
    title as primary_title,
    cast(null as string) as original_title,
    cast(null as boolean) as is_adult,
    cast(null as int) as start_year,
    released_by,
    cast(null as date) as release_date,
    cast(null as int) as end_year,
    -- of a show the files know a season's length, which is no episode's
    case when source_title_id like 'film|%' then cast(round(runtime_hours * 60) as int) end
        as runtime_minutes,
    {{ text_key('netflix_top10', 'parent_id') }} as parent_source_title_key,
    try_cast(
        nullif(regexp_extract(season_title, '(?:Season|Part|Volume|Book|Chapter) ([0-9]+)', 1), '') as int
    ) as season_number,
    cast(hours_viewed as double) as match_weight
from titles
