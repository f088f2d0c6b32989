-- What brand a platform's name belongs to: the name without what only tells the variant, and how the seed groups it.
with names as (
    select platform_name from {{ ref('int_platform_names') }}
    union
    select platform_name from {{ ref('platforms') }}
),

stores_off as (
    select
        platform_name,
        regexp_replace(
            trim(platform_name), '(?i) +(amazon|apple tv|prime video|roku premium) +channel$', ''
        ) as name
    from names
),

ads_off as (
    select
        platform_name,
        regexp_replace(name, '(?i) +((basic|free|premium|standard) +)?with +ads$', '') as name
    from stores_off
),

-- `AMC Plus`, `AMC +` and `AMC+` are one
brands as (
    select
        platform_name,
        regexp_replace(name, '(?i)( +plus| +[+])$', '+') as brand
    from ads_off
),

seeded as (
    select
        lower(brands.brand) as brand,
        min(platforms.platform_group) as platform_group,
        min(platforms.platform_type) as platform_type
    from {{ ref('platforms') }} as platforms
    inner join brands on platforms.platform_name = brands.platform_name
    group by lower(brands.brand)
)

select
    brands.platform_name,
    coalesce(
        seeded.platform_group, min(brands.brand) over (partition by lower(brands.brand))
    ) as platform_group,
    coalesce(seeded.platform_type, 'streaming video') as platform_type
from brands
left join seeded on lower(brands.brand) = seeded.brand
