-- KPI 9 by plan and region, and beside it the share without a session in 60 and 90 days, where the sessions reach back so far.
with headline as (
    select kpi_id from {{ ref('kpi_dormant_share') }}
    where value is not null
)

select
    headline.kpi_id,
    rates.basis,
    rates.dimension,
    rates.member,
    rates.value,
    case when rates.value is not null then cast(rates.dormant as double) end as numerator,
    case when rates.value is not null then cast(rates.n as double) end as denominator,
    rates.n,
    rates.ci_low,
    rates.ci_high,
    rates.value is null as suppressed,
    cast(null as boolean) as is_clear
from headline
inner join {{ ref('int_dormant_rates') }} as rates
    on
        rates.snapshots_back = 0
        and rates.n > 0
        and coalesce(rates.reason_code, 'MIN_N_NOT_MET') = 'MIN_N_NOT_MET'
