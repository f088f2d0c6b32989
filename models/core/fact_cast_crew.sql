with principals as (
    select * from {{ ref('int_imdb__principals_deduplicated') }}
)

select
    title_key,
    billing_order,
    coalesce(person_key, -1) as person_key,
    role,
    job,
    characters
from principals
