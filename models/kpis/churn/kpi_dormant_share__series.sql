-- KPI 9 over the snapshots whose 30 days the sessions cover.
with headline as (
    select kpi_id from {{ ref('kpi_dormant_share') }}
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
    rates.states / cast(rates.eligible as double) as coverage,
    false as is_estimated
from headline
cross join {{ ref('int_dormant_rates') }} as rates
where rates.dimension = 'basis' and rates.value is not null
