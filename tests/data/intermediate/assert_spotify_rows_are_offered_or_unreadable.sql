-- Reconciliation: every row of the four raw tables is in an offer of a chart, or unreadable (of a day outside the
-- calendar, too). The rows of offers that are not chosen, and what a chosen one repeats, are the duplicates.
{{ config(meta={'kpi_ids': ['total_streams', 'hit_concentration', 'time_on_chart']}) }}
with loaded as (
    {%- for format in ['legacy', 'current', 'archive', 'daily'] %}
    select
        'spotify_charts_{{ format }}' as provenance,
        count(*) as loaded
    from {{ ref('stg_spotify__charts_' ~ format) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

unreadable as (
    select
        provenance,
        count(*) as unreadable
    from {{ ref('int_spotify__charts_unioned') }}
    where not is_readable
    group by provenance
),

offered as (
    select
        provenance,
        sum(places) as offered
    from {{ ref('int_spotify__charts_offered') }}
    group by provenance
)

select
    loaded.provenance,
    loaded.loaded,
    unreadable.unreadable,
    offered.offered
from loaded
left join unreadable using (provenance)
left join offered using (provenance)
where loaded.loaded != coalesce(unreadable.unreadable, 0) + coalesce(offered.offered, 0)
