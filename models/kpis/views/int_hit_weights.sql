-- How often each viewer counts in each draw of the bootstrap. A table of its own: a filter on the weight would have it computed over and over (ten times as slow).
with viewers as (
    select distinct subscriber_key
    from {{ ref('int_hit_volumes') }}
    where basis = 'watch_sessions' and volume > 0
),

-- the viewer's own key is salted: two warehouses of the same data would draw differently. The keys of sessions are not
units as (
    select
        subscriber_key,
        min(session_key) as unit_id
    from {{ ref('int_sessions_eligible') }}
    group by subscriber_key
),

replicates as (
    select {{ explode_items(numbers_to(200)) }} as replicate
)

select
    viewers.subscriber_key,
    cast(replicates.replicate as int) as replicate,
    cast({{ poisson_weight('units.unit_id', 'replicates.replicate') }} as int) as weight
from viewers
inner join units using (subscriber_key)
cross join replicates
