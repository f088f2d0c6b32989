-- A row is a subscriber on a snapshot day, as the source knew it then: the three churn KPIs are counted from these.
with days as (
    select * from {{ ref('int_subscriber_snapshot_days') }}
),

current_load as (
    select data_mode from {{ ref('fact_source_load') }}
    where table_name = 'netflix_users' and status = 'present'
),

subscribers as (
    select
        snapshots.subscriber_key,
        days.snapshot_date,
        days.snapshots_back,
        snapshots.is_active,
        coalesce(snapshots.subscription_plan, 'Unknown') as subscription_plan,
        snapshots.subscription_start_date,
        regions.region_name,
        {{ dbt.datediff('snapshots.subscription_start_date', 'days.snapshot_date', 'day') }} as days_since_start  -- noqa: LT05
    from {{ ref('fact_subscriber_snapshot') }} as snapshots
    inner join current_load using (data_mode)
    inner join {{ ref('dim_date') }} as dates on snapshots.snapshot_date_key = dates.date_key
    inner join days on dates.date_day = days.snapshot_date
    inner join {{ ref('dim_region') }} as regions using (region_key)
)

select
    subscriber_key,
    snapshot_date,
    snapshots_back,
    is_active,
    subscription_plan,
    subscription_start_date,
    -- a start after the snapshot has no tenure
    cast(case when days_since_start >= 0 then days_since_start end as int) as tenure_days,
    case
        when subscription_start_date is null then 'Unknown'
        else
            concat(
                cast(year(subscription_start_date) as {{ dbt.type_string() }}),
                '-Q',
                cast(quarter(subscription_start_date) as {{ dbt.type_string() }})
            )
    end as start_quarter,
    region_name
from subscribers
