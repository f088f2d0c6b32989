{{ config(materialized='table') }}

-- The titles that stand on one chart more than once: few, so that all others need no sorting (26 M rows: 6 s).
select
    source_system,
    chart,
    region_iso2,
    chart_start,
    title_key,
    count(*) as row_count,
    min(source_title_key) != max(source_title_key) as has_several_names
from {{ ref('int_charts_titled') }}
group by source_system, chart, region_iso2, chart_start, title_key
having count(*) > 1
