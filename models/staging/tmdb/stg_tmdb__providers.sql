with source as (
    select * from {{ source('tmdb', 'tmdb_providers') }}
),

providers as (
    select
        source.snapshot_date,
        source.data_mode,
        source.media_type,
        {{ explode_items(json_items(json_document('source.payload'), ['results'])) }} as provider
    from source
)

select
    snapshot_date,
    data_mode,
    media_type,
    try_cast({{ json_text('provider', ['provider_id']) }} as bigint) as provider_id,

    trim({{ json_text('provider', ['provider_name']) }}) as provider_name,
    try_cast({{ json_text('provider', ['display_priority']) }} as int) as display_priority
from providers
