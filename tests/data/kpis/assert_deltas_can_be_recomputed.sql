-- Per day for KPIs whose periods add up, the plain difference for the others; clear only when its interval leaves out zero.
{{ config(meta={'kpi_ids': all_kpi_ids()}) }}
with kpis as (
    select
        mart_kpi.*,
        catalogue.is_additive
    from {{ ref('mart_kpi') }} as mart_kpi
    inner join {{ ref('kpi_catalogue') }} as catalogue using (kpi_id)
)

select kpi_id, value, prev_value, delta, delta_low, delta_high, delta_is_clear, delta_reason_code
from kpis
where
    (value is not null and (delta is null) = (delta_reason_code is null))
    or (not is_additive and abs(delta - (value - prev_value)) > 1e-9)
    or (delta is not null and delta_low is not null and delta_is_clear != (delta_low > 0 or delta_high < 0))
