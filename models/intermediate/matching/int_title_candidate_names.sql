-- What the titles that are looked for at IMDb are called: the name to match, and the original title where it is another.
{{ config(materialized='table') }}

with wanted as (
    select candidates.*
    from {{ ref('int_title_candidates') }} as candidates
    where
        candidates.match_kind is not null
        and not exists (
            select 1 from {{ ref('int_title_matches_stated') }} as stated
            where stated.source_title_key = candidates.source_title_key
        )
),

names as (
    select
        source_title_key,
        match_title as title
    from wanted
    union
    select
        source_title_key,
        original_title as title
    from wanted
),

normalised as (
    {{ normalised_titles('names', 'title', ['source_title_key', 'title']) }}
)

select
    source_title_key,
    normalised_title,
    lower(trim(title)) as plain_title
from normalised
where normalised_title is not null
