-- IMDb's titles that other sources have too: how surely, and what TMDB adds to them.
{{ config(materialized='table') }}

with conformed as (
    select
        matches.*,
        candidates.tmdb_id,
        candidates.release_date
    from {{ ref('int_title_matches') }} as matches
    inner join {{ ref('int_title_candidates') }} as candidates
        on matches.source_title_key = candidates.source_title_key
    where matches.title_key != matches.source_title_key
),

ranked as (
    select
        *,
        -- the least sure first; the key breaks ties
        row_number() over (partition by title_key order by match_confidence, source_title_key) as doubt,
        -- of TMDB's titles the surest, then the weightiest; the key breaks ties
        row_number() over (
            partition by title_key
            order by
                case when source_system = 'tmdb' then 0 else 1 end,
                match_confidence desc,
                coalesce(match_weight, 0) desc,
                source_title_key
        ) as tmdb_place
    from conformed
)

select
    title_key,
    max(case when tmdb_place = 1 and source_system = 'tmdb' then tmdb_id end) as tmdb_id,
    max(case when tmdb_place = 1 and source_system = 'tmdb' then release_date end) as release_date,
    max(case when doubt = 1 then match_method end) as match_method,
    min(match_confidence) as match_confidence
from ranked
group by title_key
