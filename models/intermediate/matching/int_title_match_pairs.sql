-- Each candidate with each title of IMDb that may be meant: same name, same kind, a year that fits.
{{ config(materialized='table') }}

with candidates as (
    select
        *,
        year(released_by) as released_by_year
    from {{ ref('int_title_candidates') }}
),

-- a title that the same source gives by its id is not also another title of that source
claimed as (
    select
        source_system,
        title_key
    from {{ ref('int_title_matches_stated') }}
),

named_alike as (
    select
        candidates.source_title_key,
        candidates.source_system,
        candidates.match_kind,
        imdb.title_key,
        imdb.num_votes,
        imdb.is_alternative,
        imdb.plain_title = names.plain_title as is_verbatim,
        -- a short is not the feature of the same name: no cut is half as long again
        candidates.match_kind = 'film'
        and coalesce(imdb.runtime_minutes > 1.5 * candidates.runtime_minutes, false) as is_too_long,
        imdb.start_year - candidates.start_year as years_off,
        imdb.start_year - candidates.released_by_year as years_after,
        imdb.start_year - candidates.released_by_year
        between -{{ var('match_recent_years') }} and 0 as is_new
    from {{ ref('int_title_candidate_names') }} as names
    inner join candidates on names.source_title_key = candidates.source_title_key
    inner join {{ ref('int_imdb__match_names') }} as imdb
        on names.normalised_title = imdb.normalised_title and candidates.match_kind = imdb.match_kind
),

related as (
    select
        *,
        case
            when not is_alternative and years_off = 0 then 'year'
            when is_alternative and years_off = 0 then 'aka_year'
            when not is_alternative and years_off = -1 then 'year_before'
            when not is_alternative and years_off = 1 then 'year_after'
            when years_off is not null then null
            when not is_alternative and is_new then 'released'
            when is_alternative and is_new then 'aka_released'
            when not is_alternative and years_after < 0 and match_kind = 'series' then 'running'
            when not is_alternative and years_after < 0 then 'older'
        end as relation
    from named_alike
)

select
    related.source_title_key,
    related.title_key,
    related.relation,
    max(related.num_votes) as num_votes,
    bool_or(related.is_verbatim) as is_verbatim,
    bool_or(related.is_too_long) as is_too_long
from related
left join claimed on related.source_system = claimed.source_system and related.title_key = claimed.title_key
where related.relation is not null and claimed.title_key is null
group by related.source_title_key, related.title_key, related.relation
