-- KPI 14 has a value where KPI 13 has one, of the same day and titles, and none where it has none.
{{ config(meta={'kpi_ids': ['platform_hhi', 'platform_catalogue_share']}) }}
select
    shares.value as share,
    hhi.value as hhi,
    shares.period_end,
    hhi.period_end as hhi_period_end,
    shares.n,
    hhi.n as hhi_n
from {{ ref('mart_kpi') }} as shares
inner join {{ ref('mart_kpi') }} as hhi on hhi.kpi_id = 'platform_hhi'
where
    shares.kpi_id = 'platform_catalogue_share'
    and (
        (shares.value is null) != (hhi.value is null)
        or shares.period_end is distinct from hhi.period_end
        or shares.n is distinct from hhi.n
    )
