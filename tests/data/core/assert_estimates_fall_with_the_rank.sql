-- KPI 2: in a chart with estimates none is out of order: none below a worse rank's figure, published or estimated, and
-- none above a better rank's. Views from hours are left out, since those charts are in the order of hours.
{{ config(meta={'kpi_ids': ['total_streams', 'total_views', 'hit_concentration']}) }}
with estimated_charts as (
    select distinct
        platform_key,
        region_key,
        date_key,
        chart
    from {{ ref('fact_streaming') }}
    where estimate_method in ('loglog_interp', 'lag_profile')
),

charted as (
    select fact.*
    from {{ ref('fact_streaming') }} as fact
    inner join estimated_charts using (platform_key, region_key, date_key, chart)
    where fact.estimate_method != 'hours_over_runtime'
),

compared as (
    select
        *,
        -- titles at one rank in the order of their keys
        max(streams_estimate) over (
            partition by platform_key, region_key, date_key, chart
            order by rank, title_key rows between 1 following and unbounded following
        ) as worse_ranks,
        min(streams_estimate) over (
            partition by platform_key, region_key, date_key, chart
            order by rank, title_key rows between unbounded preceding and 1 preceding
        ) as better_ranks
    from charted
)

select *
from compared
where
    is_estimated
    and (
        streams_estimate < worse_ranks * (1 - 1e-12)
        -- where published figures are out of order themselves, the worse ranks decide
        or (streams_estimate > better_ranks * (1 + 1e-12) and better_ranks >= worse_ranks)
    )
