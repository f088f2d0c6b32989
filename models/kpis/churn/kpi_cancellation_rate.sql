-- KPI 7: who cancelled, on the highest rung that the data supports: between two snapshots, else to date. Always one row.
with rates as (
    select
        rates.*,
        sources.basis_no
    from {{ ref('int_cancellation_rates') }} as rates
    inner join {{ ref('int_kpi_sources') }} as sources
        on rates.basis = sources.basis and sources.kpi_id = 'cancellation_rate'
    where rates.dimension = 'basis'
),

ranked as (
    select
        *,
        -- the first rung that has a value; where none has, the last one says why. basis_no has no ties
        row_number() over (
            order by
                case when reason_code is null then 0 else 1 end,
                case when reason_code is null then basis_no else -basis_no end
        ) as place
    from rates
    where snapshots_back = 0
),

headline as (
    select * from ranked
    where place = 1 and reason_code is null
),

hindrance as (
    select reason_code from ranked
    where place = 1
),

compared as (
    -- no correlation: who cancelled is not asked again, and of those who stayed the two rates are of different days
    {{ compared_with_earlier('headline', 'rates') }}
)

select
    anchor.kpi_id,
    compared.basis,
    cast(null as {{ dbt.type_string() }}) as headline_member,
    compared.period_start,
    compared.period_end,
    compared.value,
    -- what is scaled to 30 days is the ratio of no two counts; these stand beside it, in the slices
    case when compared.basis = 'one_snapshot' then cast(compared.cancelled as double) end as numerator,
    case when compared.basis = 'one_snapshot' then cast(compared.n as double) end as denominator,
    compared.n,
    compared.n / cast(compared.eligible as double) as coverage,
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
from (select 'cancellation_rate' as kpi_id) as anchor
left join compared on true
left join hindrance on true
