-- A title on a platform in a region: its variants merged, beside k, the number of platforms that carry the title there, and the region's titles.
{{ config(materialized='view') }}

with carried as (
    select distinct
        snapshot_date,
        snapshots_back,
        region_key,
        region_name,
        is_home_region,
        title_key,
        platform_group
    from {{ ref('int_platform_offers') }}
    where is_platform_known
),

regions as (
    select
        snapshot_date,
        region_key,
        count(distinct title_key) as region_titles
    from carried
    group by snapshot_date, region_key
)

select
    carried.*,
    count(*) over (partition by carried.snapshot_date, carried.region_key, carried.title_key) as platforms,
    regions.region_titles
from carried
inner join regions using (snapshot_date, region_key)
