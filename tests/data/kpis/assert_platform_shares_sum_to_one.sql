-- KPI 13: in every region and snapshot, and in the report's home region, weighted by votes too; no share is above its coverage.
{{ config(meta={'kpi_ids': ['platform_catalogue_share', 'platform_hhi']}) }}
with shares as (
    select
        region_name as place,
        snapshot_date,
        share,
        coverage
    from {{ ref('int_platform_shares') }}

    union all

    select
        concat('slice ', dimension) as place,
        cast(null as date) as snapshot_date,
        value as share,
        cast(1 as double) as coverage
    from {{ ref('mart_kpi_slice') }}
    where
        kpi_id = 'platform_catalogue_share'
        and dimension in ('platform', 'platform_votes')
        and value is not null
)

select
    place,
    snapshot_date,
    sum(share) as shares,
    min(share) as least_share,
    min(coverage - share) as least_gap,
    max(coverage) as greatest_coverage
from shares
group by place, snapshot_date
having
    abs(sum(share) - 1.0) > 1e-9
    or min(share) < 0
    or min(coverage - share) < -1e-12
    or max(coverage) > 1.0 + 1e-12
