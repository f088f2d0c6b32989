-- KPI 4: hours watched in the last complete month per subscriber who watched at all, beside the month before.
with hours as (
    select * from {{ ref('int_watch_hours') }}
    where dimension = 'basis'
),

judged as (
    select
        months.month_start,
        months.month_end,
        hours.viewers,
        hours.hours,
        hours.mean_hours,
        hours.sessions / nullif(cast(months.eligible_sessions as double), 0.0) as coverage,
        hours.ci_low,
        hours.ci_high,
        {{ month_reason_code('months.month_start', 'months.eligible_sessions', 'hours.viewers') }}
            as reason_code
    -- one row, whatever there is
    from (select 0 as months_back) as latest
    left join {{ ref('int_session_months') }} as months on latest.months_back = months.months_back
    left join hours on latest.months_back = hours.months_back
),

change_error as (
    select {{ z_975() }} * {{ linearised_se('sum(pull * pull)', 'count(*)') }} as margin
    from {{ ref('int_viewer_changes') }}
),

compared as (
    select
        judged.*,
        previous.mean_hours as prev_mean,
        judged.mean_hours - previous.mean_hours as delta,
        case when previous.mean_hours is not null then change_error.margin end as margin,
        case
            when earlier.viewers is null then 'NO_PREVIOUS_PERIOD'
            when previous.viewers is null then 'MIN_N_NOT_MET'
        end as delta_reason_code
    from judged
    cross join change_error
    left join hours as earlier on earlier.months_back = 1
    left join hours as previous on previous.months_back = 1 and previous.viewers >= {{ var('min_n') }}
    where judged.reason_code is null
)

select
    'watch_hours_per_viewer' as kpi_id,
    case when compared.mean_hours is not null then 'watch_sessions' end as basis,
    cast(null as {{ dbt.type_string() }}) as headline_member,
    compared.month_start as period_start,
    compared.month_end as period_end,
    compared.mean_hours as value,
    compared.hours as numerator,
    cast(compared.viewers as double) as denominator,
    compared.viewers as n,
    compared.coverage,
    compared.ci_low,
    compared.ci_high,
    compared.prev_mean as prev_value,
    compared.delta,
    compared.delta - compared.margin as delta_low,
    compared.delta + compared.margin as delta_high,
    abs(compared.delta) > compared.margin as delta_is_clear,
    compared.delta_reason_code,
    false as is_estimated,
    judged.reason_code
from judged
left join compared on true
