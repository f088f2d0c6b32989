-- How often each viewer counts in each draw of the bootstrap. A table of its own: a filter on the weight would have it computed over and over (ten times as slow).
with viewers as (
    select distinct subscriber_key
    from {{ ref('int_hit_volumes') }}
    where basis = 'watch_sessions' and volume > 0
),

replicates as (
    select {{ explode_items(numbers_to(200)) }} as replicate
)

select
    viewers.subscriber_key,
    cast(replicates.replicate as int) as replicate,
    cast({{ poisson_weight('viewers.subscriber_key', 'replicates.replicate') }} as int) as weight
from viewers
cross join replicates
