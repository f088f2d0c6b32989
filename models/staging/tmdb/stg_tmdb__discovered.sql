-- One row per title on a page. Films have a title and a release date, series a name and a first air date.
with source as (
    select * from {{ source('tmdb', 'tmdb_discover') }}
),

results as (
    select
        source.snapshot_date,
        source.data_mode,
        source.media_type,
        source.provider_id,
        source.region,
        source.page,
        {{ explode_items(json_items(json_document('source.payload'), ['results'])) }} as result
    from source
),

read as (
    select
        results.*,
        try_cast({{ json_text('result', ['id']) }} as bigint) as tmdb_id
    from results
)

select
    snapshot_date,
    data_mode,
    media_type,
    provider_id,
    region as region_iso2,
    page,
    tmdb_id,
    {{ numbered_key('tmdb', "tmdb_id * 2 + case media_type when 'tv' then 1 else 0 end") }}
        as source_title_key,

    coalesce({{ json_text('result', ['title']) }}, {{ json_text('result', ['name']) }}) as primary_title,
    coalesce(
        {{ json_text('result', ['original_title']) }}, {{ json_text('result', ['original_name']) }}
    ) as original_title,
    {{ json_text('result', ['original_language']) }} as original_language,
    coalesce(
        try_cast({{ json_text('result', ['release_date']) }} as date),
        try_cast({{ json_text('result', ['first_air_date']) }} as date)
    ) as release_date,
    try_cast({{ json_text('result', ['adult']) }} as boolean) as is_adult,

    try_cast({{ json_text('result', ['popularity']) }} as double) as popularity,
    try_cast({{ json_text('result', ['vote_average']) }} as double) as vote_average,
    try_cast({{ json_text('result', ['vote_count']) }} as bigint) as vote_count
from read
