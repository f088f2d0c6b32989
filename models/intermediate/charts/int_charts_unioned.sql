-- The charts of all sources in one shape.
select
    'spotify' as source_system,
    900001 as provider_id,
    chart,
    case when period_days = 1 then 'day' else 'week' end as chart_period,
    -- a region without code or name is joined like any other
    coalesce(region_iso2, '') as region_iso2,
    chart_start,
    rank,
    source_title_key,
    streams_published,
    cast(null as bigint) as hours_viewed,
    case when chart like 'top200%' then 'chart_streams' else 'chart_rank_only' end as measure_basis,
    'streams' as streams_unit
from {{ ref('int_spotify__charts') }}
union all
select
    'netflix_top10' as source_system,
    8 as provider_id,
    chart,
    'week' as chart_period,
    coalesce(region_iso2, '') as region_iso2,
    chart_start,
    rank,
    source_title_key,
    views_published as streams_published,
    hours_viewed,
    case when region_iso2 = 'XWW' then 'netflix_top10_views' else 'netflix_top10_rank_only' end
        as measure_basis,
    'views' as streams_unit
from {{ ref('int_netflix_top10__charts') }}
