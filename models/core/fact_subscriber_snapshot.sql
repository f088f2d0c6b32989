-- A load replaces its own snapshot and leaves the others: history is kept, by a full refresh too.
{{ config(
    materialized='incremental',
    full_refresh=false,
    on_schema_change='append_new_columns',
    **replace_partitions(['snapshot_date_key', 'data_mode'])
) }}

with subscribers as (
    select * from {{ ref('int_subscribers_current') }}
    where source_system = 'netflix' and not is_inferred
),

snapshot as (
    select * from {{ ref('int_netflix__snapshot') }}
)

select
    subscribers.subscriber_key,
    subscribers.region_key,
    subscribers.subscription_plan,
    subscribers.subscription_start_date,
    subscribers.is_active,
    subscribers.country,
    subscribers.age_band,
    {{ date_key('snapshot.snapshot_date') }} as snapshot_date_key,
    snapshot.data_mode,
    snapshot.is_limited
from subscribers
cross join snapshot
