-- A row is a day on which the subscribers were taken, in the current kind of load (sample or live), with the day it is compared with.
with current_load as (
    select
        data_mode,
        is_limited
    from {{ ref('fact_source_load') }}
    where table_name = 'netflix_users' and status = 'present'
),

sources as (
    select as_of_date from {{ ref('int_kpi_sources') }}
    where kpi_id = 'retention_12m'
),

taken as (
    select
        dates.date_day as snapshot_date,
        max(case when snapshots.is_limited then 1 else 0 end) = 1 as is_limited,
        max(dates.date_day) over () as last_date
    from {{ ref('fact_subscriber_snapshot') }} as snapshots
    inner join current_load using (data_mode)
    inner join {{ ref('dim_date') }} as dates on snapshots.snapshot_date_key = dates.date_key
    inner join sources on dates.date_day <= sources.as_of_date
    group by dates.date_day
),

-- a load with a row limit leaves out subscribers who have not cancelled: it is compared with nothing, and nothing with it
days as (
    select taken.snapshot_date
    from taken
    cross join current_load
    where taken.snapshot_date = taken.last_date or not (taken.is_limited or current_load.is_limited)
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
