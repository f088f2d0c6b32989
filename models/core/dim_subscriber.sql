with listed as (
    select * from {{ ref('int_subscribers_current') }}
),

history as (
    select
        snapshots.*,
        days.date_day as snapshot_date,
        -- data_mode breaks ties: where both have a snapshot of the day, the live one comes before the sample's
        row_number() over (
            partition by snapshots.subscriber_key
            order by snapshots.snapshot_date_key desc, snapshots.data_mode
        ) as recency
    from {{ ref('fact_subscriber_snapshot') }} as snapshots
    inner join {{ ref('dim_date') }} as days on snapshots.snapshot_date_key = days.date_key
),

retired as (
    select * from history
    where
        recency = 1
        -- it takes the place of a member that only a session names
        and not exists (
            select 1 from listed
            where listed.subscriber_key = history.subscriber_key and not listed.is_inferred
        )
)

select
    subscriber_key,
    source_system,
    region_key,
    subscription_plan,
    subscription_start_date,
    is_active,
    snapshot_date,
    country,
    age_band,
    is_inferred,
    false as is_retired
from listed
where
    not is_inferred
    or not exists (
        select 1 from retired
        where retired.subscriber_key = listed.subscriber_key
    )
union all
select
    subscriber_key,
    'netflix' as source_system,
    region_key,
    subscription_plan,
    subscription_start_date,
    is_active,
    snapshot_date,
    country,
    age_band,
    false as is_inferred,
    true as is_retired
from retired
union all
select
    -1 as subscriber_key,
    cast(null as string) as source_system,
    -1 as region_key,
    'Unknown' as subscription_plan,
    cast(null as date) as subscription_start_date,
    cast(null as boolean) as is_active,
    cast(null as date) as snapshot_date,
    cast(null as string) as country,
    'Unknown' as age_band,
    false as is_inferred,
    false as is_retired
