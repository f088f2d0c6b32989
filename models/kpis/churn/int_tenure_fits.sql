-- A row is a month of tenure at the current snapshot, with the non-increasing curve that lies closest to the shares still active.
with months as (
    select
        cast(member as int) as tenure_month,
        snapshot_date,
        n,
        active / cast(n as double) as share
    from {{ ref('int_retention_rates') }}
    where dimension = 'tenure_month' and snapshots_back = 0 and n > 0
),

curve as (
    {{ isotonic_non_increasing('months', 'tenure_month', 'share', 'n') }}
)

select
    tenure_month,
    snapshot_date,
    n,
    share,
    -- means from prefix sums can miss 0 and 1 by rounding
    greatest(least(fitted, 1.0), 0.0) as fitted
from curve
