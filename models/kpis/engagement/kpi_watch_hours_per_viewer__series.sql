-- KPI 4 over the months that count; a month of too few viewers is left out.
with headline as (
    select kpi_id, basis from {{ ref('kpi_watch_hours_per_viewer') }}
    where value is not null
)

select
    headline.kpi_id,
    headline.basis,
    hours.month_start as period_start,
    months.month_end as period_end,
    hours.mean_hours as value,
    hours.viewers as n,
    hours.ci_low,
    hours.ci_high,
    hours.sessions / cast(months.eligible_sessions as double) as coverage,
    false as is_estimated
from headline
inner join {{ ref('int_watch_hours') }} as hours
    on headline.basis = hours.member and hours.dimension = 'basis'
inner join {{ ref('int_session_months') }} as months on hours.month_start = months.month_start
where hours.viewers >= {{ var('min_n') }}
