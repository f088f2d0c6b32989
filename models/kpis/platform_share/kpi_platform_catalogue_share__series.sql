-- KPI 13 over the snapshots: the headline platform's share in the home region, 0 where it offered nothing.
with headline as (
    select headline_member as platform_group from {{ ref('kpi_platform_catalogue_share') }}
    where value is not null
),

shares as (
    select * from {{ ref('int_platform_shares') }}
    where is_home_region and region_titles >= {{ var('min_n') }}
)

select
    'platform_catalogue_share' as kpi_id,
    'subscription_offers' as basis,
    shares.snapshot_date as period_start,
    shares.snapshot_date as period_end,
    sum(case when shares.platform_group = headline.platform_group then shares.share else 0.0 end) as value,
    shares.region_titles as n,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high,
    coverage.coverage,
    false as is_estimated
from shares
cross join headline
inner join {{ ref('int_platform_coverage') }} as coverage using (snapshot_date)
group by shares.snapshot_date, shares.region_titles, coverage.coverage
