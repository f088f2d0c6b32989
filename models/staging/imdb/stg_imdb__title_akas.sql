with source as (
    select * from {{ source('imdb', 'imdb_title_akas') }}
)

select
    {{ numbered_key('imdb', 'substr(titleid, 3)') }} as title_key,
    titleid as title_id,
    try_cast(ordering as int) as title_ordering,

    title as alternative_title,
    region,
    language,
    types as title_uses,
    attributes as title_attributes,
    case isoriginaltitle when '0' then false when '1' then true end as is_original,

    coalesce(isoriginaltitle not in ('0', '1'), false)
    or {{ cast_failed({'ordering': 'int'}) }} as has_cast_failure
from source
