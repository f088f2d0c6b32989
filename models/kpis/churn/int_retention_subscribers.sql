-- A row is a subscriber of a snapshot with its tenure there: whether it counts among those of about twelve months, and its month of the curve.
select
    subscribers.snapshot_date,
    days.earlier_date,
    subscribers.subscriber_key,
    subscribers.subscription_plan,
    subscribers.region_name,
    subscribers.subscription_start_date,
    subscribers.is_active,
    -- padded, so that the order of the text is that of the months
    lpad(cast(cast(floor(subscribers.tenure_days / 30.0) as int) as {{ dbt.type_string() }}), 3, '0')
        as tenure_month,
    subscribers.is_active is not null and subscribers.tenure_days is not null as is_usable,
    subscribers.is_active is not null and coalesce(subscribers.tenure_days between 335 and 395, false)
        as is_twelve_months
from {{ ref('int_subscriber_snapshots') }} as subscribers
inner join {{ ref('int_subscriber_snapshot_days') }} as days using (snapshot_date)
