-- A row is a number that rung B's rate at the current snapshot is made of: scaled to 30 days, it is the ratio of no two counts.
with counts as (
    select
        rates.basis,
        rates.cancelled,
        rates.n,
        days.days_between
    from {{ ref('int_cancellation_rates') }} as rates
    inner join {{ ref('int_subscriber_snapshot_days') }} as days using (snapshot_date)
    where
        rates.basis = 'two_snapshots'
        and rates.dimension = 'basis'
        and rates.snapshots_back = 0
        and rates.value is not null
)

select basis, 'subscribers_lost' as part, cast(cancelled as double) as value, n from counts
union all
select basis, 'subscribers_at_risk' as part, cast(n as double) as value, n from counts
union all
select basis, 'days_between_snapshots' as part, cast(days_between as double) as value, n from counts
