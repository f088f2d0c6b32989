with source as (
    select * from {{ source('tmdb', 'tmdb_movies') }}
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
    tmdb_id,
    {{ numbered_key('tmdb', 'tmdb_id * 2') }} as source_title_key,

    asked_imdb_id,
    nullif({{ json_text('document', ['imdb_id']) }}, '') as imdb_id,
    nullif({{ json_text('document', ['external_ids', 'imdb_id']) }}, '') as external_imdb_id,
    {{ json_text('document', ['title']) }} as primary_title,
    {{ json_text('document', ['original_title']) }} as original_title,
    {{ json_text('document', ['original_language']) }} as original_language,
    try_cast({{ json_text('document', ['release_date']) }} as date) as release_date,
    {{ json_text('document', ['status']) }} as release_status,
    try_cast({{ json_text('document', ['adult']) }} as boolean) as is_adult,
    {{ json_text('document', ['genres']) }} as genres,

    nullif(try_cast({{ json_text('document', ['runtime']) }} as int), 0) as runtime_minutes,
    nullif(try_cast({{ json_text('document', ['budget']) }} as bigint), 0) as budget_usd,
    nullif(try_cast({{ json_text('document', ['revenue']) }} as bigint), 0) as revenue_usd,
    try_cast({{ json_text('document', ['popularity']) }} as double) as popularity,
    try_cast({{ json_text('document', ['vote_average']) }} as double) as vote_average,
    try_cast({{ json_text('document', ['vote_count']) }} as bigint) as vote_count,

    status_code,
    retrieved_at,
    run_id
from read
