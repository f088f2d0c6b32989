-- KPI 8 by plan and region, and the share still active in every month of tenure.
with headline as (
    select kpi_id from {{ ref('kpi_retention_12m') }}
    where value is not null
)

select
    headline.kpi_id,
    rates.basis,
    rates.dimension,
    rates.member,
    rates.value,
    case when rates.value is not null then cast(rates.active as double) end as numerator,
    case when rates.value is not null then cast(rates.n as double) end as denominator,
    rates.n,
    rates.ci_low,
    rates.ci_high,
    rates.value is null as suppressed,
    cast(null as boolean) as is_clear
from headline
inner join {{ ref('int_retention_rates') }} as rates on rates.snapshots_back = 0 and rates.n > 0
