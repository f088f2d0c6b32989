-- All titles of IMDb: today's, and those that it has dropped and history needs.
with inferred as (
    select titles.*
    from {{ ref('int_imdb__titles_inferred') }} as titles
    -- what is remembered of a title says more
    where not exists (
        select 1 from {{ ref('int_titles_retired') }} as retired
        where retired.title_key = titles.title_key
    )
)

select
    *,
    false as is_retired
from {{ ref('int_imdb__titles_listed') }}
union all
select
    *,
    false as is_retired
from inferred
union all
select * from {{ ref('int_titles_retired') }}
