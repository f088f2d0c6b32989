-- The share of the home region's subscription offers whose platform is known, at each snapshot.
select
    snapshot_date,
    snapshots_back,
    avg(case when is_platform_known then 1.0 else 0.0 end) as coverage
from {{ ref('int_platform_offers') }}
where is_home_region
group by snapshot_date, snapshots_back
