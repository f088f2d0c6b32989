-- Integrity: no chart is left out because its period lies outside dim_date or has not ended.
-- one mistaken date in a file is no reason to stop: its rows are left out, and stand here counted
{{ config(severity='warn', meta={'kpi_ids': ['total_streams', 'total_views', 'hit_concentration']}) }}
select
    provenance as table_name,
    chart_end,
    count(*) as left_out_rows
from {{ ref('int_spotify__charts_unioned') }}
where not {{ in_calendar('chart_start', 'chart_end') }}
group by provenance, chart_end
union all
select
    table_name,
    cast(null as date) as chart_end,
    flagged_rows as left_out_rows
from {{ ref('int_netflix_top10__row_flags') }}
where flag = 'out_of_calendar' and flagged_rows > 0
