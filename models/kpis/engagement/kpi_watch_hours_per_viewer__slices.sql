-- KPI 4 by plan, region and age band of the viewer, and the basis itself. A member of too few viewers is suppressed.
with headline as (
    select kpi_id, basis from {{ ref('kpi_watch_hours_per_viewer') }}
    where value is not null
),

members as (
    select
        headline.kpi_id,
        headline.basis,
        hours.*,
        hours.viewers < {{ var('min_n') }} as suppressed
    from headline
    inner join {{ ref('int_watch_hours') }} as hours on hours.months_back = 0
)

select
    kpi_id,
    basis,
    dimension,
    member,
    case when not suppressed then mean_hours end as value,
    case when not suppressed then hours end as numerator,
    case when not suppressed then cast(viewers as double) end as denominator,
    viewers as n,
    case when not suppressed then ci_low end as ci_low,
    case when not suppressed then ci_high end as ci_high,
    suppressed,
    cast(null as boolean) as is_clear
from members
