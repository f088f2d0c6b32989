with source as (
    select * from {{ source('tmdb', 'tmdb_genres') }}
),

genres as (
    select
        source.snapshot_date,
        source.data_mode,
        source.media_type,
        {{ explode_items(json_items(json_document('source.payload'), ['genres'])) }} as genre
    from source
)

select
    snapshot_date,
    data_mode,
    media_type,
    try_cast({{ json_text('genre', ['id']) }} as int) as genre_id,

    {{ json_text('genre', ['name']) }} as genre_name
from genres
