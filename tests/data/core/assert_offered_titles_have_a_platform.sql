-- Invariant: a title with a subscription offer in a region is carried by at least one platform there (k of KPI 13), and by no
-- more platforms than variants.
{{ config(meta={'kpi_ids': ['platform_catalogue_share', 'platform_hhi']}) }}

select
    offers.title_key,
    offers.region_key,
    offers.snapshot_date_key,
    count(distinct platforms.platform_group) as platforms,
    count(*) as variants
from {{ ref('fact_availability') }} as offers
left join {{ ref('dim_platform') }} as platforms
    on offers.platform_key = platforms.platform_key and platforms.platform_key != -1
where offers.monetisation = 'flatrate'
group by offers.title_key, offers.region_key, offers.snapshot_date_key
having count(distinct platforms.platform_group) not between 1 and count(*)
