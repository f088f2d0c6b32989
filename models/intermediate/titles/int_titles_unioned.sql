-- All titles of all sources, each once: IMDb's, and those of other sources that are none of IMDb's.
with imdb_titles as (
    select * from {{ ref('int_imdb__titles_unioned') }}
),

own_titles as (
    select
        candidates.*,
        matches.title_key,
        matches.match_method,
        matches.match_confidence,
        parents.title_key as parent_title_key
    from {{ ref('int_title_candidates') }} as candidates
    inner join {{ ref('int_title_matches') }} as matches
        on
            candidates.source_title_key = matches.source_title_key
            and matches.title_key = matches.source_title_key
    left join {{ ref('int_title_matches') }} as parents
        on candidates.parent_source_title_key = parents.source_title_key
)

select
    'imdb' as source_system,
    imdb_titles.*,
    title_id as imdb_id,
    cast(null as bigint) as tmdb_id,
    cast(null as date) as release_date,
    cast(null as bigint) as parent_title_key,
    cast(null as int) as season_number,
    'own_id' as match_method,
    cast(1 as double) as match_confidence
from imdb_titles
union all
select
    source_system,
    title_key,
    source_title_id as title_id,
    title_type,
    primary_title,
    original_title,
    is_adult,
    start_year,
    end_year,
    runtime_minutes,
    -- other sources' genres are not IMDb's
    cast(null as string) as genres,
    -- a title that only other rows of its source name
    title_type = 'unknown' as is_inferred,
    false as is_retired,
    imdb_id,
    tmdb_id,
    release_date,
    parent_title_key,
    season_number,
    match_method,
    match_confidence
from own_titles
