-- Each platform's share of what subscriptions offer in a region: every title is split over the platforms that carry it.
with platforms as (
    select
        snapshot_date,
        snapshots_back,
        region_key,
        region_name,
        is_home_region,
        platform_group,
        count(*) as titles,
        max(region_titles) as region_titles,
        sum(cast(1 as double) / platforms) as split_titles
    from {{ ref('int_platform_titles') }}
    group by snapshot_date, snapshots_back, region_key, region_name, is_home_region, platform_group
)

select
    snapshot_date,
    snapshots_back,
    region_key,
    region_name,
    is_home_region,
    platform_group,
    titles,
    region_titles,
    split_titles,
    split_titles / region_titles as share,
    cast(titles as double) / region_titles as coverage
from platforms
