-- A row is a day on which the subscribers were taken, in the current kind of load (sample or live), with the day it is compared with.
with current_load as (
    select data_mode from {{ ref('fact_source_load') }}
    where table_name = 'netflix_users' and status = 'present'
),

sources as (
    select as_of_date from {{ ref('int_kpi_sources') }}
    where kpi_id = 'retention_12m'
),

days as (
    select distinct dates.date_day as snapshot_date
    from {{ ref('fact_subscriber_snapshot') }} as snapshots
    inner join current_load using (data_mode)
    inner join {{ ref('dim_date') }} as dates on snapshots.snapshot_date_key = dates.date_key
    inner join sources on dates.date_day <= sources.as_of_date
),

-- less than a week apart, hardly anybody has cancelled and chance would be scaled up
pairs as (
    select
        days.snapshot_date,
        max(earlier.snapshot_date) as earlier_date
    from days
    left join days as earlier on earlier.snapshot_date <= date_add(days.snapshot_date, -7)
    group by days.snapshot_date
)

select
    snapshot_date,
    -- the days are distinct: there are no ties
    cast(row_number() over (order by snapshot_date desc) - 1 as int) as snapshots_back,
    earlier_date,
    cast({{ dbt.datediff('earlier_date', 'snapshot_date', 'day') }} as int) as days_between  -- noqa: LT05
from pairs
