-- KPI 2: published figures, chart by chart. They are the provider's own: out of order, they are worth a look, and no
-- reason to stop.
{{ config(severity='warn', meta={'kpi_ids': ['total_streams', 'total_views']}) }}
with charted as (
    select
        title_key,
        platform_key,
        region_key,
        date_key,
        chart,
        rank,
        streams_published,
        -- titles at one rank in the order of their keys
        lag(streams_published) over (
            partition by platform_key, region_key, date_key, chart order by rank, title_key
        ) as better_rank_streams
    from {{ ref('fact_streaming') }}
    where streams_published is not null
)

select *
from charted
where streams_published > better_rank_streams
