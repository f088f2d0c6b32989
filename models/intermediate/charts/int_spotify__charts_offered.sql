{{ config(materialized='table') }}

{#- What tells two offers of a chart apart: another file, or another spelling of the region. -#}
{% set offer = 'provenance, file_name, chart, region_name, chart_end' %}

with places as (
    select
        *,
        {{ row_hash(offer.split(', ')) }} as offer_hash
    from {{ ref('int_spotify__charts_unioned') }}
    where is_readable
),

-- the ranks as bitmaps: a block with fewer bits than rows repeats one, and nothing needs sorting
blocks as (
    select
        {{ offer }},
        offer_hash,
        count(*) as places,
        count(streams_published) as published,
        bit_count(bit_or({{ key_bit('rank') }})) as ranks
    from places
    group by {{ offer }}, offer_hash, {{ key_block('rank') }}
),

tracks as (
    select
        offer_hash,
        count(*) as places
    from places
    group by offer_hash, {{ row_hash(['source_title_id']) }}
),

tracks_repeated as (
    select distinct offer_hash
    from tracks
    where places > 1
),

offers as (
    select
        {{ offer }},
        cast(sum(blocks.places) as bigint) as places,
        cast(sum(blocks.published) as bigint) as published,
        sum(blocks.ranks) < sum(blocks.places) or count(tracks_repeated.offer_hash) > 0 as has_repeats
    from blocks
    left join tracks_repeated using (offer_hash)
    group by {{ offer }}
),

located as (
    select
        offers.*,
        coalesce(regions.region_iso2, {{ inferred_region('offers.region_name') }}) as region_iso2
    from offers
    left join {{ ref('int_spotify__region_names') }} as regions
        on lower(trim(offers.region_name)) = regions.region_name
)

select
    *,
    -- a chart is taken whole from one offer: the one with the most published streams, then the most places, then the
    -- most detailed format; region name and file name break the ties that are left
    row_number() over (
        partition by chart, region_iso2, chart_end
        order by
            published desc,
            places desc,
            case provenance
                when 'spotify_charts_current' then 1
                when 'spotify_charts_daily' then 2
                when 'spotify_charts_legacy' then 3
                else 4
            end,
            region_name,
            file_name
    ) = 1 as is_chosen
from located
