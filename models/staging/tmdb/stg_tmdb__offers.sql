-- The offers in the details of films and series, taken out of the JSON once: several models read them.
{{ config(materialized='table') }}

with source as (
    select * from {{ source('tmdb', 'tmdb_offers') }}
),

lists as (
    select
        source.snapshot_date,
        source.data_mode,
        source.media_type,
        source.tmdb_id,
        source.region as region_iso2,
        {{ explode_items(json_entries(json_document('source.payload'))) }} as offered
    from source
),

offers as (
    select
        snapshot_date,
        data_mode,
        media_type,
        tmdb_id,
        region_iso2,
        offered.key as monetisation,
        {{ explode_items(json_records('offered.value', {
            'provider_id': 'bigint', 'provider_name': 'string', 'display_priority': 'int'
        })) }} as offer
    from lists
    -- beside the lists stands the address of a page
    where offered.key != 'link'
)

select
    snapshot_date,
    data_mode,
    media_type,
    tmdb_id,
    {{ numbered_key('tmdb', "tmdb_id * 2 + case media_type when 'tv' then 1 else 0 end") }}
        as source_title_key,
    region_iso2,
    monetisation,
    offer.provider_id,
    trim(offer.provider_name) as provider_name,
    offer.display_priority
from offers
