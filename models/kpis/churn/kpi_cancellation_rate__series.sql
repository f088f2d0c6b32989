-- KPI 7 at every snapshot that supports a rung. The rungs are different questions: compare the points of one only.
with headline as (
    select kpi_id from {{ ref('kpi_cancellation_rate') }}
    where value is not null
)

select
    headline.kpi_id,
    rates.basis,
    rates.period_start,
    rates.period_end,
    rates.value,
    rates.n,
    rates.ci_low,
    rates.ci_high,
    rates.n / cast(rates.eligible as double) as coverage,
    false as is_estimated
from headline
cross join {{ ref('int_cancellation_rates') }} as rates
where rates.dimension = 'basis' and rates.value is not null
