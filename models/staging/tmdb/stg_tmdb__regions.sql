with source as (
    select * from {{ source('tmdb', 'tmdb_regions') }}
),

regions as (
    select
        source.snapshot_date,
        source.data_mode,
        {{ explode_items(json_items(json_document('source.payload'), ['results'])) }} as region
    from source
)

select
    snapshot_date,
    data_mode,
    {{ json_text('region', ['iso_3166_1']) }} as region_iso2,

    {{ json_text('region', ['english_name']) }} as region_name,
    {{ json_text('region', ['native_name']) }} as native_name
from regions
