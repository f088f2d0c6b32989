-- The months that the sessions cover: up to the last that was over when the data ends, 36 at most. A first month that is only covered in part does not count.
with sessions as (
    select * from {{ ref('int_sessions_eligible') }}
),

bounds as (
    select
        min(watch_date) as first_day,
        max(as_of_date) as as_of_date
    from sessions
),

calendar as (
    select distinct
        month_start,
        month_end,
        day(month_end) as days
    from {{ ref('dim_date') }}
),

covered as (
    select
        calendar.*,
        row_number() over (order by calendar.month_start desc) - 1 as months_back
    from calendar
    inner join bounds
        -- a month whose seventh day is before the first session began before the data did
        on
            date_add(calendar.month_start, 6) >= bounds.first_day
            and calendar.month_end <= bounds.as_of_date
),

counted as (
    select
        month_start,
        count(*) as eligible_sessions
    from sessions
    group by month_start
)

select
    covered.month_start,
    covered.month_end,
    cast(covered.days as int) as days,
    cast(covered.months_back as int) as months_back,
    -- a month in between may have none
    coalesce(counted.eligible_sessions, 0) as eligible_sessions
from covered
left join counted using (month_start)
where covered.months_back < 36
