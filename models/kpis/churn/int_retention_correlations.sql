-- How far the retention of a snapshot and of the one before go together: some subscribers have the tenure at both.
with subscribers as (
    select
        snapshot_date,
        earlier_date,
        subscriber_key,
        case when is_active then 1.0 else 0.0 end as active
    from {{ ref('int_retention_subscribers') }}
    where is_twelve_months
),

correlations as (
    {{ rate_correlation(
        'subscribers', 'subscriber_key', 'snapshot_date', 'earlier_date', hits='active', size='1.0'
    ) }}
)

select
    place as snapshot_date,
    correlation
from correlations
