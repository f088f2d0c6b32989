-- A row is the cancellation rate on a basis at a snapshot, of all subscribers or of a plan, a region or a start quarter.
with counted as (
    select * from {{ ref('int_cancellation_counts') }}
),

shares as (
    select
        counted.*,
        days.snapshots_back,
        -- what has been cancelled to date took no number of days, and has no period before it
        case when counted.basis = 'two_snapshots' then days.days_between end as days,
        case when counted.basis = 'two_snapshots' then days.earlier_date end as earlier_date,
        counted.cancelled / nullif(cast(counted.n as double), 0.0) as share,
        case
            -- a snapshot that says nobody's state is no proof either that those it does not list have cancelled
            when max(counted.states) over (partition by counted.basis, counted.snapshot_date) = 0
                then 'FIELD_ABSENT'
            when counted.n < {{ var('min_n') }} then 'MIN_N_NOT_MET'
        end as reason_code
    from counted
    inner join {{ ref('int_subscriber_snapshot_days') }} as days using (snapshot_date)
),

limits as (
    select
        *,
        {{ wilson_low('share', 'n') }} as share_low,
        {{ wilson_high('share', 'n') }} as share_high
    from shares
),

-- the share that stays for d days, raised to 30 / d, is the one that stays for 30 days; the limits go the same way
scaled as (
    select
        *,
        coalesce(1.0 - power(1.0 - share, 30.0 / days), share) as rate,
        coalesce(1.0 - power(1.0 - share_low, 30.0 / days), share_low) as rate_low,
        coalesce(1.0 - power(1.0 - share_high, 30.0 / days), share_high) as rate_high
    from limits
)

select
    basis,
    snapshot_date,
    snapshots_back,
    earlier_date,
    coalesce(date_add(earlier_date, 1), snapshot_date) as period_start,
    snapshot_date as period_end,
    dimension,
    member,
    eligible,
    n,
    cancelled,
    case when reason_code is null then rate end as value,
    case when reason_code is null then rate_low end as ci_low,
    case when reason_code is null then rate_high end as ci_high,
    reason_code
from scaled
