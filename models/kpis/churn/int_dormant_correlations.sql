-- How far the dormant shares of a snapshot and of the one before go together: most of the active stand in both.
with active as (
    select
        snapshot_date,
        earlier_date,
        subscriber_key,
        case when is_dormant then 1.0 else 0.0 end as dormant
    from {{ ref('int_dormant_subscribers') }}
    where window_days = 30 and is_active
),

correlations as (
    {{ rate_correlation(
        'active', 'subscriber_key', 'snapshot_date', 'earlier_date', hits='dormant', size='1.0'
    ) }}
)

select
    place as snapshot_date,
    correlation
from correlations
