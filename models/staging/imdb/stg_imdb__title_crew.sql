with source as (
    select * from {{ source('imdb', 'imdb_title_crew') }}
)

select
    {{ numbered_key('imdb', 'substr(tconst, 3)') }} as title_key,
    tconst as title_id,

    directors as director_ids,
    writers as writer_ids
from source
