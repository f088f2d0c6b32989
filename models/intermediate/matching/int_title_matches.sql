-- Which title of the star each source's title is: one of IMDb's, or its own.
{{ config(materialized='table') }}

with matched as (
    select
        candidates.source_title_key,
        candidates.source_system,
        candidates.source_title_id,
        candidates.match_weight,
        coalesce(stated.title_key, choices.title_key, candidates.source_title_key) as title_key,
        coalesce(
            stated.match_method,
            choices.match_method,
            case when coalesce(candidates.match_kind, candidates.imdb_id) is not null then 'unmatched' end,
            'own_id'
        ) as match_method
    from {{ ref('int_title_candidates') }} as candidates
    left join {{ ref('int_title_matches_stated') }} as stated
        on candidates.source_title_key = stated.source_title_key
    left join {{ ref('int_title_match_choices') }} as choices
        on candidates.source_title_key = choices.source_title_key
)

select
    matched.source_title_key,
    matched.source_system,
    matched.source_title_id,
    matched.title_key,
    matched.match_method,
    methods.match_confidence,
    matched.match_weight
from matched
left join {{ ref('match_methods') }} as methods on matched.match_method = methods.match_method
