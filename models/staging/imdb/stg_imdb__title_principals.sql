with source as (
    select * from {{ source('imdb', 'imdb_title_principals') }}
)

select
    {{ numbered_key('imdb', 'substr(tconst, 3)') }} as title_key,
    try_cast(ordering as int) as billing_order,
    {{ numbered_key('imdb', 'substr(nconst, 3)') }} as person_key,
    tconst as title_id,
    nconst as person_id,

    category as role,
    job,
    characters,

    {{ cast_failed({'ordering': 'int'}) }} as has_cast_failure
from source
