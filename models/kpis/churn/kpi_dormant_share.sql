-- KPI 9: of the active subscribers, the share without an eligible session in the last 30 days. Always one row.
with rates as (
    select * from {{ ref('int_dormant_rates') }}
    where dimension = 'basis'
),

headline as (
    select * from rates
    where snapshots_back = 0 and reason_code is null
),

hindrance as (
    select reason_code from rates
    where snapshots_back = 0
),

compared as (
    {{ compared_with_earlier('headline', 'rates', 'coalesce(headline.correlation, 0.0)') }}
)

select
    anchor.kpi_id,
    compared.basis,
    cast(null as {{ dbt.type_string() }}) as headline_member,
    compared.period_start,
    compared.period_end,
    compared.value,
    cast(compared.dormant as double) as numerator,
    cast(compared.n as double) as denominator,
    compared.n,
    compared.states / cast(compared.eligible as double) as coverage,
    compared.ci_low,
    compared.ci_high,
    compared.prev_value,
    compared.delta,
    compared.delta_low,
    compared.delta_high,
    compared.delta_low > 0 or compared.delta_high < 0 as delta_is_clear,
    compared.delta_reason_code,
    false as is_estimated,
    case when compared.value is null then coalesce(hindrance.reason_code, 'MIN_N_NOT_MET') end as reason_code
from (select 'dormant_share' as kpi_id) as anchor
left join compared on true
left join hindrance on true
