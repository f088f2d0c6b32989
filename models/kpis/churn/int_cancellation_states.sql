-- A row is a subscriber whose cancellation a snapshot can tell: between the earlier one and this (rung B), or to date (rung C).
with days as (
    select * from {{ ref('int_subscriber_snapshot_days') }}
),

subscribers as (
    select * from {{ ref('int_subscriber_snapshots') }}
),

-- plan, region and start are those before: a cancellation cannot have changed them
two_snapshots as (
    select
        'two_snapshots' as basis,
        days.snapshot_date,
        earlier.subscriber_key,
        earlier.subscription_plan,
        earlier.region_name,
        earlier.start_quarter,
        later.is_active is not null as is_state_said,
        -- who is no longer listed has cancelled; an unknown state stays unknown
        case when later.subscriber_key is null then true else not later.is_active end as is_cancelled
    from days
    inner join subscribers as earlier on days.earlier_date = earlier.snapshot_date and earlier.is_active
    left join subscribers as later
        on days.snapshot_date = later.snapshot_date and earlier.subscriber_key = later.subscriber_key
)

select * from two_snapshots
union all
select
    'one_snapshot' as basis,
    snapshot_date,
    subscriber_key,
    subscription_plan,
    region_name,
    start_quarter,
    is_active is not null as is_state_said,
    not is_active as is_cancelled
from subscribers
