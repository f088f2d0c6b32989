-- KPI 14: N platforms have 10,000 / N points at least, where all are equal, and 10,000 at most, where one has everything.
{{ config(group='platform_share', meta={'kpi_ids': ['platform_hhi']}) }}
select
    region_name,
    snapshot_date,
    platforms,
    hhi,
    effective_number
from {{ ref('int_platform_concentration') }}
where
    hhi < 10000.0 / platforms - 1e-6
    or hhi > 10000.0 + 1e-6
    or abs(hhi * effective_number - 10000.0) > 1e-6
