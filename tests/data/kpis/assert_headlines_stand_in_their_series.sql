{{ config(meta={'kpi_ids': all_kpi_ids()}) }}
select
    mart_kpi.kpi_id,
    mart_kpi.period_end,
    mart_kpi.value,
    series.value as series_value,
    mart_kpi.status,
    series.status as series_status
from {{ ref('mart_kpi') }} as mart_kpi
left join {{ ref('mart_kpi_series') }} as series
    on
        mart_kpi.kpi_id = series.kpi_id
        and mart_kpi.basis = series.basis
        and mart_kpi.period_end = series.period_end
where
    mart_kpi.value is not null
    and (
        coalesce(abs(mart_kpi.value - series.value) > 1e-9 * greatest(1.0, abs(mart_kpi.value)), true)
        or coalesce(abs(mart_kpi.coverage - series.coverage) > 1e-9, true)
        or mart_kpi.status != series.status
    )
