-- Each platform's share of what subscriptions offer in a region: every title is split over the platforms that carry it.
with carried as (
    select * from {{ ref('int_platform_titles') }}
),

regions as (
    select
        snapshot_date,
        region_key,
        count(distinct title_key) as region_titles
    from carried
    group by snapshot_date, region_key
),

platforms as (
    select
        snapshot_date,
        snapshots_back,
        region_key,
        region_name,
        is_home_region,
        platform_group,
        count(*) as titles,
        sum(cast(1 as double) / platforms) as split_titles
    from carried
    group by snapshot_date, snapshots_back, region_key, region_name, is_home_region, platform_group
)

select
    platforms.snapshot_date,
    platforms.snapshots_back,
    platforms.region_key,
    platforms.region_name,
    platforms.is_home_region,
    platforms.platform_group,
    platforms.titles,
    regions.region_titles,
    platforms.split_titles,
    platforms.split_titles / regions.region_titles as share,
    cast(platforms.titles as double) / regions.region_titles as coverage
from platforms
inner join regions using (snapshot_date, region_key)
