-- A row is what the cancellation rate is made of on a basis at a snapshot: of all subscribers or of a plan, a region or a start quarter.
with states as (
    select * from {{ ref('int_cancellation_states') }}
),

stacked as (
    {{ stacked_members('states', {
        'basis': 'basis',
        'plan': 'subscription_plan',
        'region': 'region_name',
        'start_quarter': 'start_quarter',
    }) }}
)

select
    basis,
    snapshot_date,
    dimension,
    member,
    count(*) as eligible,
    count(is_cancelled) as n,
    cast(sum(case when is_cancelled then 1 else 0 end) as bigint) as cancelled,
    cast(sum(case when is_state_said then 1 else 0 end) as bigint) as states
from stacked
group by basis, snapshot_date, dimension, member
