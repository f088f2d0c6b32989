-- KPI 7: cancelled + stayed + unknown are, on rung C, the subscribers of the snapshot; on rung B, those active at the earlier one. In every slicing.
{{ config(group='churn', meta={'kpi_ids': ['cancellation_rate']}) }}
with totals as (
    select
        basis,
        snapshot_date,
        dimension,
        sum(eligible) as eligible,
        sum(cancelled) as cancelled,
        sum(n - cancelled) as stayed,
        sum(eligible - n) as unknown
    from {{ ref('int_cancellation_rates') }}
    group by basis, snapshot_date, dimension
),

snapshots as (
    select
        dates.date_day as snapshot_date,
        count(distinct snapshots.subscriber_key) as subscribers,
        count(distinct case when snapshots.is_active then snapshots.subscriber_key end) as active,
        count(distinct case when not snapshots.is_active then snapshots.subscriber_key end) as inactive
    from {{ ref('fact_subscriber_snapshot') }} as snapshots
    inner join {{ ref('fact_source_load') }} as loads
        on snapshots.data_mode = loads.data_mode and loads.table_name = 'netflix_users'
    inner join {{ ref('dim_date') }} as dates on snapshots.snapshot_date_key = dates.date_key
    group by dates.date_day
),

compared as (
    select
        totals.*,
        this.active,
        this.inactive,
        case when totals.basis = 'one_snapshot' then this.subscribers else earlier.active end as expected
    from totals
    inner join {{ ref('int_subscriber_snapshot_days') }} as days using (snapshot_date)
    left join snapshots as this on totals.snapshot_date = this.snapshot_date
    left join snapshots as earlier on days.earlier_date = earlier.snapshot_date
)

select * from compared
where
    coalesce(cancelled + stayed + unknown != expected, true)
    or least(cancelled, stayed, unknown) < 0
    or (basis = 'one_snapshot' and coalesce(cancelled != inactive or stayed != active, true))
