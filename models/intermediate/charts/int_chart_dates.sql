{{ config(materialized='table') }}

-- One row per chart: what it lists and what of that is published.
select
    chart,
    region_iso2,
    chart_start,
    measure_basis,
    streams_unit,
    count(*) as listed_rows,
    count(streams_published) as published_rows
from {{ ref('int_charts_unioned') }}
group by chart, region_iso2, chart_start, measure_basis, streams_unit
