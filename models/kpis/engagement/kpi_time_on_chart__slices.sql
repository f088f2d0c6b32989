-- KPI 6 by basis, by rank and year of entry, and the curve that the medians are read from.
with supported as (
    select basis from {{ ref('int_time_on_chart_bases') }}
    where reason_code is null
),

sliced as (
    select
        basis,
        dimension,
        member,
        median_charts as value,
        spells as n,
        median_low as ci_low,
        median_high as ci_high,
        spells < {{ var('min_n') }} as is_suppressed
    from {{ ref('int_chart_medians') }}

    union all

    -- a point of the curve rests on all the spells up to it, and not on those still at risk alone
    select
        basis,
        'survival' as dimension,
        lpad(cast(t as {{ dbt.type_string() }}), 4, '0') as member,
        survival as value,
        at_risk as n,
        survival_low as ci_low,
        survival_high as ci_high,
        false as is_suppressed
    from {{ ref('int_chart_survival') }}
    where dimension = 'basis'
)

select
    'time_on_chart' as kpi_id,
    sliced.basis,
    sliced.dimension,
    sliced.member,
    case when not sliced.is_suppressed then sliced.value end as value,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    sliced.n,
    case when not sliced.is_suppressed then sliced.ci_low end as ci_low,
    case when not sliced.is_suppressed then sliced.ci_high end as ci_high,
    sliced.is_suppressed as suppressed,
    cast(null as boolean) as is_clear
from sliced
inner join supported using (basis)
