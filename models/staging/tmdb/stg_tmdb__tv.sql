with source as (
    select * from {{ source('tmdb', 'tmdb_tv') }}
),

read as (
    select
        source.*,
        {{ json_document('payload') }} as document
    from source
),

lengths as (
    select
        read.*,
        {{ json_text('document', ['episode_run_time']) }} as episode_lengths
    from read
)

select
    snapshot_date,
    data_mode,
    tmdb_id,
    {{ numbered_key('tmdb', 'tmdb_id * 2 + 1') }} as source_title_key,

    asked_imdb_id,
    nullif({{ json_text('document', ['external_ids', 'imdb_id']) }}, '') as external_imdb_id,
    {{ json_text('document', ['name']) }} as primary_title,
    {{ json_text('document', ['original_name']) }} as original_title,
    {{ json_text('document', ['original_language']) }} as original_language,
    try_cast({{ json_text('document', ['first_air_date']) }} as date) as first_air_date,
    try_cast({{ json_text('document', ['last_air_date']) }} as date) as last_air_date,
    {{ json_text('document', ['status']) }} as release_status,
    try_cast({{ json_text('document', ['adult']) }} as boolean) as is_adult,
    {{ json_text('document', ['genres']) }} as genres,

    -- the first of the lengths that episodes have; the list is often empty
    nullif(try_cast(split_part(translate(episode_lengths, '[]', ''), ',', 1) as int), 0) as episode_minutes,
    try_cast({{ json_text('document', ['number_of_seasons']) }} as int) as seasons,
    try_cast({{ json_text('document', ['number_of_episodes']) }} as int) as episodes,
    try_cast({{ json_text('document', ['popularity']) }} as double) as popularity,
    try_cast({{ json_text('document', ['vote_average']) }} as double) as vote_average,
    try_cast({{ json_text('document', ['vote_count']) }} as bigint) as vote_count,

    status_code,
    retrieved_at,
    run_id
from lengths
