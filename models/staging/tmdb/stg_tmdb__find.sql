with source as (
    select * from {{ source('tmdb', 'tmdb_find') }}
),

read as (
    select
        source.*,
        {{ json_document('payload') }} as document
    from source
)

select
    snapshot_date,
    data_mode,
    imdb_id,

    {{ json_text('document', ['movie_results']) }} as movie_results,
    {{ json_text('document', ['tv_results']) }} as tv_results,

    status_code,
    retrieved_at,
    run_id
from read
