-- An alternative title without a region goes to the Unknown region; most of these are original titles.
with alternatives as (
    select
        akas.title_key,
        coalesce(regions.region_key, -1) as region_key,
        coalesce(akas.is_original, false) as is_original
    from {{ ref('stg_imdb__title_akas') }} as akas
    left join {{ ref('dim_region') }} as regions on akas.region = regions.iso2
    where akas.title_key is not null
)

select
    title_key,
    region_key,
    cast(count(*) as int) as alternative_titles,
    bool_or(is_original) as is_original
from alternatives
group by title_key, region_key
