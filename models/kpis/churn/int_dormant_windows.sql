-- A row is the 30, 60 or 90 days up to a snapshot, or up to the last session before it, and why they say nothing where they do not.
with days as (
    select * from {{ ref('int_subscriber_snapshot_days') }}
),

ends as (
    select as_of_date from {{ ref('int_kpi_sources') }}
    where kpi_id = 'dormant_share'
),

sessions as (
    select min(watch_date) as first_day from {{ ref('int_sessions_eligible') }}
),

lengths as (
    select 30 as window_days
    union all
    select 60 as window_days
    union all
    select 90 as window_days
),

-- of the snapshots after the last session only the current one counts: the others would repeat its days
counted as (
    select
        days.snapshot_date,
        days.snapshots_back,
        ends.as_of_date
    from days
    inner join ends on days.snapshots_back = 0 or days.snapshot_date < ends.as_of_date
),

-- what does not count is passed over as the earlier one, too
pairs as (
    select
        counted.snapshot_date,
        max(earlier.snapshot_date) as earlier_date
    from counted
    inner join counted as earlier on earlier.snapshot_date <= date_add(counted.snapshot_date, -7)
    group by counted.snapshot_date
),

windows as (
    select
        counted.snapshot_date,
        counted.snapshots_back,
        pairs.earlier_date,
        lengths.window_days,
        date_add(least(counted.snapshot_date, counted.as_of_date), 1 - lengths.window_days) as period_start,
        least(counted.snapshot_date, counted.as_of_date) as period_end
    from counted
    left join pairs using (snapshot_date)
    cross join lengths
)

select
    windows.snapshot_date,
    windows.snapshots_back,
    windows.earlier_date,
    cast(windows.window_days as int) as window_days,
    windows.period_start,
    windows.period_end,
    case
        when date_add(windows.period_end, 30) < windows.snapshot_date then 'SOURCE_STALE'
        when coalesce(sessions.first_day > windows.period_start, true) then 'WINDOW_TOO_SHORT'
    end as reason_code
from windows
cross join sessions
