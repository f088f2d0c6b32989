-- KPI 14 over the snapshots: the concentration in the home region.
with headline as (
    select kpi_id from {{ ref('kpi_platform_hhi') }}
    where value is not null
)

select
    headline.kpi_id,
    'subscription_offers' as basis,
    concentration.snapshot_date as period_start,
    concentration.snapshot_date as period_end,
    concentration.hhi as value,
    concentration.region_titles as n,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high,
    coverage.coverage,
    false as is_estimated
from {{ ref('int_platform_concentration') }} as concentration
cross join headline
inner join {{ ref('int_platform_coverage') }} as coverage using (snapshot_date)
where concentration.is_home_region and concentration.region_titles >= {{ var('min_n') }}
