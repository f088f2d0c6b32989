-- A title on a platform in a region: its variants merged, beside k, the number of platforms that carry the title there.
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
)

select
    *,
    count(*) over (partition by snapshot_date, region_key, title_key) as platforms
from carried
