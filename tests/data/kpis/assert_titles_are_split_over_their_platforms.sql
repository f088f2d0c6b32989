-- KPI 13: k is 1 at least and the number of platforms that carry the title, so that its parts add up to one title; no title
-- with an offer of a known platform is lost.
{{ config(group='platform_share', meta={'kpi_ids': ['platform_catalogue_share', 'platform_hhi']}) }}
with offered as (
    select
        snapshot_date,
        region_key,
        title_key,
        count(distinct platform_group) as platforms
    from {{ ref('int_platform_offers') }}
    where is_platform_known
    group by snapshot_date, region_key, title_key
),

split as (
    select
        snapshot_date,
        region_key,
        title_key,
        min(platforms) as least_k,
        max(platforms) as greatest_k,
        sum(cast(1 as double) / platforms) as parts
    from {{ ref('int_platform_titles') }}
    group by snapshot_date, region_key, title_key
)

select
    snapshot_date,
    region_key,
    title_key,
    offered.platforms,
    split.least_k,
    split.greatest_k,
    split.parts
from offered
full outer join split using (snapshot_date, region_key, title_key)
where
    coalesce(split.least_k < 1, true)
    or coalesce(split.least_k != offered.platforms or split.greatest_k != offered.platforms, true)
    or abs(split.parts - 1.0) > 1e-9
