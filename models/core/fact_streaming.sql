-- What is published passes straight through; only the rest looks for an estimate.
with charts as (
    select * from {{ ref('int_charts_deduplicated') }}
),

estimates as (
    select * from {{ ref('int_streams_estimated') }}
),

valued as (
    select
        charts.*,
        'published' as estimate_method,
        cast(charts.streams_published as double) as streams_estimate,
        cast(charts.streams_published as double) as estimate_lo,
        cast(charts.streams_published as double) as estimate_hi
    from charts
    where charts.streams_published is not null
    union all
    select
        charts.*,
        coalesce(estimates.method, 'not_estimable') as estimate_method,
        estimates.estimate as streams_estimate,
        estimates.estimate_lo,
        estimates.estimate_hi
    from charts
    left join estimates using (chart, region_iso2, chart_start, rank, source_title_key)
    where charts.streams_published is null
)

select
    valued.title_key,
    coalesce(platforms.platform_key, -1) as platform_key,
    coalesce(regions.region_key, -1) as region_key,
    {{ date_key('valued.chart_start') }} as date_key,
    valued.chart,
    valued.chart_period,
    valued.rank,
    valued.streams_estimate,
    valued.streams_published,
    valued.hours_viewed,
    valued.estimate_method not in ('published', 'not_estimable') as is_estimated,
    valued.estimate_method,
    valued.estimate_lo,
    valued.estimate_hi,
    valued.measure_basis,
    valued.streams_unit
from valued
left join {{ ref('dim_region') }} as regions on valued.region_iso2 = regions.iso2
left join {{ ref('int_platform_versions') }} as platforms
    on
        valued.provider_id = platforms.provider_id
        and valued.chart_start >= platforms.lookup_from
        and valued.chart_start < platforms.lookup_to
