with source as (
    select * from {{ source('imdb', 'imdb_name_basics') }}
)

select
    {{ numbered_key('imdb', 'substr(nconst, 3)') }} as person_key,
    nconst as person_id,

    primaryname as name,
    try_cast(birthyear as int) as birth_year,
    try_cast(deathyear as int) as death_year,
    primaryprofession as professions,
    knownfortitles as known_for_title_ids,

    {{ cast_failed({'birthyear': 'int', 'deathyear': 'int'}) }} as has_cast_failure
from source
