-- Reconciliation: a chosen chart is in int_spotify__charts with all its places, but for what it repeats; nothing else is.
{{ config(meta={'kpi_ids': ['total_streams', 'hit_concentration', 'time_on_chart']}) }}
with chosen as (
    select
        chart,
        coalesce(region_iso2, '') as region,
        chart_end,
        provenance,
        places,
        has_repeats
    from {{ ref('int_spotify__charts_offered') }}
    where is_chosen
),

kept as (
    select
        chart,
        coalesce(region_iso2, '') as region,
        chart_end,
        provenance,
        count(*) as kept
    from {{ ref('int_spotify__charts') }}
    group by chart, region_iso2, chart_end, provenance
)

select
    chart,
    region,
    chart_end,
    provenance,
    chosen.places,
    kept.kept
from chosen
full outer join kept using (chart, region, chart_end, provenance)
where
    chosen.places is null
    or kept.kept is null
    or kept.kept > chosen.places
    or (kept.kept < chosen.places and not chosen.has_repeats)
