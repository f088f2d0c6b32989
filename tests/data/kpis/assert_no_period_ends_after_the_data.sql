{{ config(meta={'kpi_ids': all_kpi_ids()}) }}
select mart_kpi.kpi_id, series.period_end, mart_kpi.as_of_date
from {{ ref('mart_kpi') }} as mart_kpi
left join {{ ref('mart_kpi_series') }} as series using (kpi_id)
where greatest(mart_kpi.period_end, series.period_end) > mart_kpi.as_of_date
