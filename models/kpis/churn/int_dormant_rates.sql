-- A row is the dormant share at a snapshot: over 30 days of all active subscribers, of a plan or a region; over 60 and 90 days of all.
with subscribers as (
    select * from {{ ref('int_dormant_subscribers') }}
),

stacked as (
    {{ stacked_members('subscribers', {
        'basis': "'active_subscribers'",
        'plan': 'subscription_plan',
        'region': 'region_name',
        'measure': "concat('dormant_', cast(window_days as " ~ dbt.type_string() ~ "))",
    }) }}
),

counted as (
    select
        snapshot_date,
        dimension,
        member,
        count(*) as eligible,
        count(is_active) as states,
        cast(sum(case when is_active then 1 else 0 end) as bigint) as n,
        cast(sum(case when is_active and is_dormant then 1 else 0 end) as bigint) as dormant,
        max(window_days) as window_days
    from stacked
    -- 30 days are the KPI, 60 and 90 stand beside it
    where (window_days = 30) = (dimension != 'measure')
    group by snapshot_date, dimension, member
),

shares as (
    select
        counted.*,
        windows.snapshots_back,
        windows.earlier_date,
        windows.period_start,
        windows.period_end,
        correlations.correlation,
        counted.dormant / nullif(cast(counted.n as double), 0.0) as share,
        case
            when counted.dimension = 'basis' and counted.states = 0 then 'FIELD_ABSENT'
            when windows.reason_code is not null then windows.reason_code
            when counted.n < {{ var('min_n') }} then 'MIN_N_NOT_MET'
        end as reason_code
    from counted
    inner join {{ ref('int_dormant_windows') }} as windows using (snapshot_date, window_days)
    left join {{ ref('int_dormant_correlations') }} as correlations
        on counted.dimension = 'basis' and counted.snapshot_date = correlations.snapshot_date
)

select
    'active_subscribers' as basis,
    snapshot_date,
    snapshots_back,
    earlier_date,
    period_start,
    period_end,
    dimension,
    member,
    eligible,
    states,
    n,
    dormant,
    case when reason_code is null then share end as value,
    case when reason_code is null then {{ wilson_low('share', 'n') }} end as ci_low,
    case when reason_code is null then {{ wilson_high('share', 'n') }} end as ci_high,
    correlation,
    reason_code
from shares
