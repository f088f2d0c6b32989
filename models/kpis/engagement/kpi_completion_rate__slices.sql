-- KPI 5 by kind of title, plan and region, the basis itself, and beside it the share that reached 70 %. A member of too few pairs is suppressed.
with headline as (
    select kpi_id, basis from {{ ref('kpi_completion_rate') }}
    where value is not null
),

members as (
    select
        headline.kpi_id,
        headline.basis,
        rates.*,
        rates.pairs < {{ var('min_n') }} as suppressed
    from headline
    inner join {{ ref('int_completion_rates') }} as rates on rates.months_back = 0
)

select
    kpi_id,
    basis,
    dimension,
    member,
    case when not suppressed then rate end as value,
    case when not suppressed then cast(completers as double) end as numerator,
    case when not suppressed then cast(pairs as double) end as denominator,
    pairs as n,
    case when not suppressed then ci_low end as ci_low,
    case when not suppressed then ci_high end as ci_high,
    suppressed,
    cast(null as boolean) as is_clear
from members
