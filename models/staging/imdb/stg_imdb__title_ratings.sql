with source as (
    select * from {{ source('imdb', 'imdb_title_ratings') }}
)

select
    {{ numbered_key('imdb', 'substr(tconst, 3)') }} as title_key,
    tconst as title_id,

    try_cast(averagerating as double) as avg_rating,
    try_cast(numvotes as bigint) as num_votes,

    {{ cast_failed({'averagerating': 'double', 'numvotes': 'bigint'}) }} as has_cast_failure
from source
