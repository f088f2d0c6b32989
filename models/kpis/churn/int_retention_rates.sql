-- A row is the share still active at a snapshot: of the tenure of about twelve months, by plan and region; of all tenures, month by month.
with subscribers as (
    select * from {{ ref('int_retention_subscribers') }}
),

stacked as (
    {{ stacked_members('subscribers', {
        'basis': "'one_snapshot'",
        'plan': 'subscription_plan',
        'region': 'region_name',
        'tenure_month': 'tenure_month',
    }) }}
),

marked as (
    select
        *,
        case when dimension = 'tenure_month' then is_usable else is_twelve_months end as is_counted
    from stacked
    where member is not null
),

counted as (
    select
        snapshot_date,
        dimension,
        member,
        count(*) as eligible,
        cast(sum(case when is_usable then 1 else 0 end) as bigint) as usable,
        cast(sum(case when is_counted then 1 else 0 end) as bigint) as n,
        cast(sum(case when is_counted and is_active then 1 else 0 end) as bigint) as active,
        count(is_active) > 0 and count(subscription_start_date) > 0 as has_fields
    from marked
    group by snapshot_date, dimension, member
),

shares as (
    select
        counted.*,
        days.snapshots_back,
        days.earlier_date,
        correlations.correlation,
        counted.active / nullif(cast(counted.n as double), 0.0) as share,
        case
            when counted.dimension = 'basis' and not counted.has_fields then 'FIELD_ABSENT'
            when counted.n < {{ var('min_n') }} then 'MIN_N_NOT_MET'
        end as reason_code
    from counted
    inner join {{ ref('int_subscriber_snapshot_days') }} as days using (snapshot_date)
    left join {{ ref('int_retention_correlations') }} as correlations
        on counted.dimension = 'basis' and counted.snapshot_date = correlations.snapshot_date
)

select
    'one_snapshot' as basis,
    snapshot_date,
    snapshots_back,
    earlier_date,
    dimension,
    member,
    eligible,
    usable,
    n,
    active,
    case when reason_code is null then share end as value,
    case when reason_code is null then {{ wilson_low('share', 'n') }} end as ci_low,
    case when reason_code is null then {{ wilson_high('share', 'n') }} end as ci_high,
    correlation,
    reason_code
from shares
