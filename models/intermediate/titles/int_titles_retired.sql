-- Titles that were once rated and that title.basics no longer holds, as they were last known.
{{ config(materialized='table') }}

with remembered as (
    select
        *,
        -- a run adds at most one row a title, so its time is a total order
        row_number() over (partition by title_key order by remembered_at desc) as recency
    from {{ ref('int_titles_remembered') }}
)

select
    remembered.title_key,
    remembered.title_id,
    remembered.title_type,
    remembered.primary_title,
    cast(null as string) as original_title,
    remembered.is_adult,
    remembered.start_year,
    cast(null as int) as end_year,
    cast(null as int) as runtime_minutes,
    cast(null as string) as genres,
    remembered.title_type = 'unknown' as is_inferred,
    true as is_retired
from remembered
where
    remembered.recency = 1
    -- it takes the place of an inferred member, unless it was none other itself
    and not exists (
        select 1 from {{ ref('int_imdb__titles_current') }} as titles
        where
            titles.title_key = remembered.title_key
            and (not titles.is_inferred or remembered.title_type = 'unknown')
    )
