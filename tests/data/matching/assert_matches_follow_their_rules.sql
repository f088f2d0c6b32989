-- Invariant: a match is one of IMDb's titles exactly where its rule finds one; no title of a chart was released after it, and no
-- year is more than one off. An override may do as it pleases.
{{ config(meta={'kpi_ids': [
    'total_views', 'hit_concentration', 'time_on_chart', 'platform_catalogue_share', 'platform_hhi'
]}) }}

with matches as (
    select
        matches.*,
        matches.title_key != matches.source_title_key as is_conformed,
        methods.is_matched,
        candidates.start_year,
        cast(year(candidates.released_by) as int) as released_by_year,
        titles.source_system as title_source,
        titles.start_year as title_year
    from {{ ref('int_title_matches') }} as matches
    inner join {{ ref('match_methods') }} as methods on matches.match_method = methods.match_method
    inner join {{ ref('int_title_candidates') }} as candidates
        on matches.source_title_key = candidates.source_title_key
    inner join {{ ref('dim_title') }} as titles on matches.title_key = titles.title_key
    where matches.match_method != 'override'
)

select * from matches
where
    is_conformed != is_matched
    or (is_conformed and title_source != 'imdb')
    or (not is_conformed and title_source != source_system)
    or (
        is_conformed and match_method != 'imdb_id'
        and not coalesce(abs(title_year - start_year) <= 1, title_year <= released_by_year, false)
    )
