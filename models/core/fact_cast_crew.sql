with principals as (
    select * from {{ ref('int_imdb__principals_deduplicated') }}
),

artists as (
    select * from {{ ref('int_spotify__credits') }}
)

select
    title_key,
    billing_order,
    coalesce(person_key, -1) as person_key,
    role,
    job,
    characters
from principals
union all
select
    -- a track is never matched to another title
    source_title_key as title_key,
    billing_order,
    coalesce(person_key, -1) as person_key,
    role,
    cast(null as string) as job,
    cast(null as string) as characters
from artists
