-- How concentrated the subscription offers of a region are on a snapshot day: the Herfindahl–Hirschman index of the shares.
with shares as (
    select * from {{ ref('int_platform_shares') }}
)

select
    snapshot_date,
    snapshots_back,
    region_key,
    region_name,
    is_home_region,
    max(region_titles) as region_titles,
    count(*) as platforms,
    {{ hhi('share') }} as hhi,
    10000.0 / {{ hhi('share') }} as effective_number
from shares
group by snapshot_date, snapshots_back, region_key, region_name, is_home_region
