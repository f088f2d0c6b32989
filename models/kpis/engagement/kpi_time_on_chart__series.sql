-- KPI 6 over its periods: the one window that there is.
select
    kpi_id,
    basis,
    period_start,
    period_end,
    value,
    n,
    ci_low,
    ci_high,
    coverage,
    is_estimated
from {{ ref('kpi_time_on_chart') }}
where value is not null
