with source as (
    select * from {{ source('imdb', 'imdb_title_episode') }}
)

select
    {{ numbered_key('imdb', 'substr(tconst, 3)') }} as title_key,
    {{ numbered_key('imdb', 'substr(parenttconst, 3)') }} as parent_title_key,
    tconst as title_id,
    parenttconst as parent_title_id,

    try_cast(seasonnumber as int) as season_number,
    try_cast(episodenumber as int) as episode_number,

    {{ cast_failed({'seasonnumber': 'int', 'episodenumber': 'int'}) }} as has_cast_failure
from source
