with source as (
    select * from {{ source('tmdb', 'tmdb_tv_ids') }}
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
    try_cast({{ json_text('document', ['id']) }} as bigint) as tmdb_id,

    {{ json_text('document', ['original_name']) }} as original_title,
    try_cast({{ json_text('document', ['popularity']) }} as double) as popularity
from read
