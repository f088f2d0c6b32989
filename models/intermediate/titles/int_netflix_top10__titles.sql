-- The Top 10's titles as candidates for a match; a season is matched through its show.
with titles as (
    select * from {{ ref('int_netflix_top10__titles_named') }}
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
