with described as (
    select
        iso2,
        region_name,
        region_type,
        is_aggregate
    from {{ ref('regions') }}
),

-- regions that the watch history names in words are looked up in the seed: none of them is news
mentioned as (
    select region as iso2 from {{ ref('stg_imdb__title_akas') }}
    union all
    select region_iso2 as iso2 from {{ ref('int_spotify__charts') }}
    union all
    select region_iso2 as iso2 from {{ ref('int_netflix_top10__charts') }}
    union all
    select region_iso2 as iso2 from {{ ref('int_tmdb__offers_unioned') }}
),

found as (
    select distinct iso2 from mentioned
    where iso2 is not null
),

regions as (
    select
        coalesce(described.iso2, found.iso2) as iso2,
        coalesce(described.region_name, found.iso2) as region_name,
        coalesce(described.region_type, 'other') as region_type,
        coalesce(described.is_aggregate, false) as is_aggregate,
        described.iso2 is null as is_inferred
    from found
    full outer join described on found.iso2 = described.iso2
)

select
    {{ text_key('imdb', 'iso2') }} as region_key,
    iso2,
    region_name,
    region_type,
    is_aggregate,
    is_inferred
from regions
union all
select
    -1 as region_key,
    cast(null as string) as iso2,
    'Unknown' as region_name,
    'unknown' as region_type,
    false as is_aggregate,
    false as is_inferred
