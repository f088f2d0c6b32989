-- KPI 5 over the months that count; a month of too few pairs is left out.
with headline as (
    select kpi_id, basis from {{ ref('kpi_completion_rate') }}
    where value is not null
)

select
    headline.kpi_id,
    headline.basis,
    rates.month_start as period_start,
    months.month_end as period_end,
    rates.rate as value,
    rates.pairs as n,
    rates.ci_low,
    rates.ci_high,
    rates.sessions / cast(months.eligible_sessions as double) as coverage,
    false as is_estimated
from headline
inner join {{ ref('int_completion_rates') }} as rates
    on headline.basis = rates.member and rates.dimension = 'basis'
inner join {{ ref('int_session_months') }} as months on rates.month_start = months.month_start
where rates.pairs >= {{ var('min_n') }}
