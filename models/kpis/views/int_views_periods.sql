-- The three KPIs of the family in every period of each of their bases, in one shape. Without a reason against it, a period has a value.
select
    'total_views' as kpi_id,
    basis,
    periods_back,
    period_start,
    period_end,
    -- a total is compared per day, a share as it is
    days as compared_days,
    value,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    n,
    coverage,
    case when value_se is not null then greatest(value - {{ z_975() }} * value_se, 0.0) end as ci_low,
    value + {{ z_975() }} * value_se as ci_high,
    {{ z_975() }} * change_se as change_margin,
    is_estimated,
    reason_code
from {{ ref('int_total_views_periods') }}
union all
select
    'total_streams' as kpi_id,
    basis,
    periods_back,
    period_start,
    period_end,
    days as compared_days,
    value,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    n,
    coverage,
    ci_low,
    ci_high,
    cast(null as double) as change_margin,
    is_estimated,
    reason_code
from {{ ref('int_total_streams_periods') }}
union all
select
    'hit_concentration' as kpi_id,
    basis,
    periods_back,
    period_start,
    period_end,
    1 as compared_days,
    value,
    numerator,
    denominator,
    n,
    coverage,
    case when value_se is not null then greatest(value - {{ z_975() }} * value_se, 0.0) end as ci_low,
    case when value_se is not null then least(value + {{ z_975() }} * value_se, 1.0) end as ci_high,
    cast(null as double) as change_margin,
    is_estimated,
    reason_code
from {{ ref('int_hit_concentration_periods') }}
