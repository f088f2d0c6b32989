-- Matches that nothing has to be compared for: by the seed of overrides, else by the id that the source itself gives.
{{ config(materialized='table') }}

with candidates as (
    select * from {{ ref('int_title_candidates') }}
    -- a track or a season is never another title
    where match_kind is not null or imdb_id is not null
),

stated as (
    select
        candidates.source_title_key,
        candidates.source_system,
        case
            when overrides.source_title_id is null then candidates.imdb_id else overrides.imdb_id
        end as imdb_id,
        case when overrides.source_title_id is null then 'imdb_id' else 'override' end as match_method
    from candidates
    left join {{ ref('title_match_overrides') }} as overrides
        on
            candidates.source_system = overrides.source_system
            and candidates.source_title_id = overrides.source_title_id
    where overrides.source_title_id is not null or candidates.imdb_id is not null
),

keyed as (
    select
        *,
        {{ numbered_key('imdb', 'substr(imdb_id, 3)') }} as imdb_title_key
    from stated
),

-- the key is asked for among twelve million: the few hundred wanted ones are the side that is held
known as (
    select titles.title_key
    from {{ ref('int_imdb__titles_unioned') }} as titles
    where titles.title_key in (select keyed.imdb_title_key from keyed)
)

select
    keyed.source_title_key,
    keyed.source_system,
    coalesce(known.title_key, keyed.source_title_key) as title_key,
    keyed.match_method
from keyed
left join known on keyed.imdb_title_key = known.title_key
-- an id that IMDb lacks leaves the title to the rules; an override holds even then
where known.title_key is not null or keyed.match_method = 'override'
