-- KPI 7 on each rung that the current snapshot supports, and on the headline's by plan, region and start quarter.
with headline as (
    select kpi_id, basis from {{ ref('kpi_cancellation_rate') }}
    where value is not null
)

select
    headline.kpi_id,
    rates.basis,
    rates.dimension,
    rates.member,
    rates.value,
    rates.value * rates.n as numerator,
    case when rates.value is not null then cast(rates.n as double) end as denominator,
    rates.n,
    rates.ci_low,
    rates.ci_high,
    rates.value is null as suppressed,
    cast(null as boolean) as is_clear
from headline
inner join {{ ref('int_cancellation_rates') }} as rates
    on
        rates.snapshots_back = 0
        and (
            (rates.dimension = 'basis' and rates.value is not null)
            or (rates.dimension != 'basis' and headline.basis = rates.basis and rates.n > 0)
        )
