-- What the three files name: every film and show, and every season as a title of its own, each once.
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
)

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
