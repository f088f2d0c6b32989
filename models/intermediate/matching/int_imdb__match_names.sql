-- What IMDb's rated films and series are called, as far as any candidate is called so.
{{ config(materialized='table') }}

{% set types = {
    'film': "'movie', 'tvMovie', 'video', 'tvSpecial'",
    'series': "'tvSeries', 'tvMiniSeries', 'tvSpecial'",
} %}

with targets as (
    select
        titles.title_key,
        titles.title_type,
        titles.primary_title,
        titles.original_title,
        titles.start_year,
        titles.runtime_minutes,
        ratings.num_votes
    from {{ ref('int_imdb__titles_listed') }} as titles
    inner join {{ ref('int_imdb__ratings_current') }} as ratings on titles.title_key = ratings.title_key
    where
        titles.title_type in ({{ types.film }}, {{ types.series }})
        and titles.start_year is not null
        and not coalesce(titles.is_adult, false)
),

names as (
    select
        title_key,
        false as is_alternative,
        primary_title as title
    from targets
    union all
    select
        title_key,
        false as is_alternative,
        original_title as title
    from targets
    where original_title != primary_title
    union all
    select
        akas.title_key,
        true as is_alternative,
        akas.alternative_title as title
    from {{ ref('stg_imdb__title_akas') }} as akas
    -- names that titles are shown under in English; those of less known titles are many and hardly ever asked for
    inner join targets on akas.title_key = targets.title_key
    where
        targets.num_votes >= {{ var('match_votes_floor') }}
        and akas.region in ('US', 'GB', 'AU', 'XWW')
        and coalesce(akas.language, 'en') = 'en'
        and coalesce(akas.title_uses, 'imdbDisplay') = 'imdbDisplay'
        and akas.title_attributes is null
),

normalised as (
    {{ normalised_titles('names', 'title', ['title_key', 'is_alternative', 'title']) }}
),

wanted as (
    select normalised.*
    from normalised
    where normalised.normalised_title in (
        select candidates.normalised_title from {{ ref('int_title_candidate_names') }} as candidates
    )
)

{% for kind, kind_types in types.items() %}
select
    wanted.title_key,
    '{{ kind }}' as match_kind,
    wanted.is_alternative,
    wanted.normalised_title,
    lower(trim(wanted.title)) as plain_title,
    targets.start_year,
    targets.runtime_minutes,
    targets.num_votes
from wanted
inner join targets on wanted.title_key = targets.title_key
where targets.title_type in ({{ kind_types }})
{{ 'union all' if not loop.last }}
{% endfor %}
