-- A row is the share still active at a snapshot: of the tenure of about twelve months, by plan and region; of all tenures, month by month.
with days as (
    select * from {{ ref('int_subscriber_snapshot_days') }}
),

subscribers as (
    select
        'one_snapshot' as basis,
        snapshot_date,
        snapshots_back,
        subscriber_key,
        subscription_plan,
        region_name,
        subscription_start_date,
        is_active,
        tenure_days between 335 and 395 as is_twelve_months,
        -- padded, so that the order of the text is that of the months
        lpad(cast(cast(floor(tenure_days / 30.0) as int) as {{ dbt.type_string() }}), 3, '0') as tenure_month,
        is_active is not null and tenure_days is not null as is_usable
    from {{ ref('int_subscriber_snapshots') }}
),

stacked as (
    {{ stacked_members('subscribers', {
        'basis': 'basis',
        'plan': 'subscription_plan',
        'region': 'region_name',
        'tenure_month': 'tenure_month',
    }) }}
),

marked as (
    select
        *,
        is_usable and (is_twelve_months or dimension = 'tenure_month') as is_counted
    from stacked
    where member is not null
),

counted as (
    select
        basis,
        snapshot_date,
        snapshots_back,
        dimension,
        member,
        count(*) as eligible,
        cast(sum(case when is_usable then 1 else 0 end) as bigint) as usable,
        cast(sum(case when is_counted then 1 else 0 end) as bigint) as n,
        cast(sum(case when is_counted and is_active then 1 else 0 end) as bigint) as active,
        count(is_active) > 0 and count(subscription_start_date) > 0 as has_fields
    from marked
    group by basis, snapshot_date, snapshots_back, dimension, member
),

-- some have the tenure in two snapshots running: the change of the headline has to know how far its shares go together
headline_subscribers as (
    select
        marked.snapshot_date,
        days.earlier_date,
        marked.subscriber_key,
        case when marked.is_active then 1.0 else 0.0 end as active
    from marked
    inner join days using (snapshot_date)
    where marked.dimension = 'basis' and marked.is_counted
),

correlations as (
    {{ rate_correlation(
        'headline_subscribers', 'subscriber_key', 'snapshot_date', 'earlier_date', hits='active', size='1.0'
    ) }}
),

shares as (
    select
        counted.*,
        days.earlier_date,
        correlations.correlation,
        counted.active / nullif(cast(counted.n as double), 0.0) as share,
        case
            when counted.dimension = 'basis' and not counted.has_fields then 'FIELD_ABSENT'
            when counted.n < {{ var('min_n') }} then 'MIN_N_NOT_MET'
        end as reason_code
    from counted
    inner join days using (snapshot_date)
    left join correlations on counted.dimension = 'basis' and counted.snapshot_date = correlations.place
)

select
    basis,
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
