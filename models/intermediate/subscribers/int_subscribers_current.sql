-- Today's subscribers of both datasets: the users, those that only sessions name, and the viewers of the clickstream.
{{ config(materialized='table') }}

with users as (
    select * from {{ ref('int_netflix__users_deduplicated') }}
),

snapshot as (
    select * from {{ ref('int_netflix__snapshot') }}
),

aliases as (
    select * from {{ ref('region_aliases') }}
),

viewers as (
    select distinct subscriber_key
    from {{ ref('int_clickstream__clicks_deduplicated') }}
    where subscriber_key is not null
),

unioned as (
    select
        users.subscriber_key,
        'netflix' as source_system,
        users.subscription_plan,
        users.subscription_start_date,
        users.is_active,
        snapshot.snapshot_date,
        users.country,
        users.age_band,
        false as is_inferred
    from users
    -- rows that no load stands for have no snapshot
    left join snapshot on true
    union all
    select
        subscriber_key,
        'netflix' as source_system,
        'Unknown' as subscription_plan,
        cast(null as date) as subscription_start_date,
        cast(null as boolean) as is_active,
        cast(null as date) as snapshot_date,
        cast(null as string) as country,
        'Unknown' as age_band,
        true as is_inferred
    from {{ ref('int_subscribers_inferred') }}
    union all
    select
        subscriber_key,
        'vodclickstream' as source_system,
        cast(null as string) as subscription_plan,
        cast(null as date) as subscription_start_date,
        cast(null as boolean) as is_active,
        cast(null as date) as snapshot_date,
        -- all of them were observed there
        'United Kingdom' as country,
        'Unknown' as age_band,
        false as is_inferred
    from viewers
)

select
    unioned.*,
    coalesce({{ text_key('imdb', 'aliases.iso2') }}, -1) as region_key
from unioned
left join aliases on lower(trim(unioned.country)) = aliases.alias
