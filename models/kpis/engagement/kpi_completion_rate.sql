-- KPI 5: of the viewer and title pairs of the last complete month with a progress, the share that reached 90 %, beside the month before.
{% set limits = [
    'judged.rate', 'judged.ci_low', 'judged.ci_high', 'previous.rate', 'previous.ci_low', 'previous.ci_high', 'judged.correlation'
] %}

with rates as (
    select * from {{ ref('int_completion_rates') }}
    where dimension = 'basis'
),

judged as (
    select
        months.month_start,
        months.month_end,
        rates.pairs,
        rates.completers,
        rates.rate,
        rates.sessions / nullif(cast(months.eligible_sessions as double), 0.0) as coverage,
        rates.ci_low,
        rates.ci_high,
        coalesce(rates.correlation, 0.0) as correlation,
        {{ month_reason_code('months.month_start', 'months.eligible_sessions', 'rates.pairs') }}
            as reason_code
    -- one row, whatever there is
    from (select 0 as months_back) as latest
    left join {{ ref('int_session_months') }} as months on latest.months_back = months.months_back
    left join rates on latest.months_back = rates.months_back
),

compared as (
    select
        judged.*,
        previous.rate as prev_rate,
        judged.rate - previous.rate as delta,
        {{ newcombe_low(*limits) }} as delta_low,
        {{ newcombe_high(*limits) }} as delta_high,
        case
            when earlier.pairs is null then 'NO_PREVIOUS_PERIOD'
            when previous.pairs is null then 'MIN_N_NOT_MET'
        end as delta_reason_code
    from judged
    left join rates as earlier on earlier.months_back = 1
    left join rates as previous on previous.months_back = 1 and previous.pairs >= {{ var('min_n') }}
    where judged.reason_code is null
)

select
    'completion_rate' as kpi_id,
    case when compared.rate is not null then 'watch_sessions' end as basis,
    cast(null as {{ dbt.type_string() }}) as headline_member,
    compared.month_start as period_start,
    compared.month_end as period_end,
    compared.rate as value,
    cast(compared.completers as double) as numerator,
    cast(compared.pairs as double) as denominator,
    compared.pairs as n,
    compared.coverage,
    compared.ci_low,
    compared.ci_high,
    compared.prev_rate as prev_value,
    compared.delta,
    compared.delta_low,
    compared.delta_high,
    compared.delta_low > 0 or compared.delta_high < 0 as delta_is_clear,
    compared.delta_reason_code,
    false as is_estimated,
    judged.reason_code
from judged
left join compared on true
