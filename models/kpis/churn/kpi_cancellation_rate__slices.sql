-- KPI 7 on each rung that the current snapshot supports, and on the headline's by plan, region and start quarter. Beside rung B, what it is scaled from.
with headline as (
    select kpi_id, basis from {{ ref('kpi_cancellation_rate') }}
    where value is not null
),

sliced as (
    select
        rates.basis,
        rates.dimension,
        rates.member,
        rates.value,
        -- a share to date is a ratio of counts, a rate scaled to 30 days is not
        rates.basis = 'one_snapshot' and rates.value is not null as is_ratio,
        rates.cancelled,
        rates.n,
        rates.ci_low,
        rates.ci_high
    from headline
    inner join {{ ref('int_cancellation_rates') }} as rates
        on
            rates.snapshots_back = 0
            and (
                (rates.dimension = 'basis' and rates.value is not null)
                or (rates.dimension != 'basis' and headline.basis = rates.basis and rates.n > 0)
            )

    union all

    select
        basis,
        'measure' as dimension,
        part as member,
        value,
        false as is_ratio,
        cast(null as bigint) as cancelled,
        n,
        cast(null as double) as ci_low,
        cast(null as double) as ci_high
    from {{ ref('int_cancellation_parts') }}
)

select
    headline.kpi_id,
    sliced.basis,
    sliced.dimension,
    sliced.member,
    sliced.value,
    case when sliced.is_ratio then cast(sliced.cancelled as double) end as numerator,
    case when sliced.is_ratio then cast(sliced.n as double) end as denominator,
    sliced.n,
    sliced.ci_low,
    sliced.ci_high,
    sliced.value is null as suppressed,
    cast(null as boolean) as is_clear
from headline
cross join sliced
