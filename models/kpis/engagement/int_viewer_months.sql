-- A subscriber who watched in a month, with the hours: what KPI 4 is made from.
with sessions as (
    select * from {{ ref('int_sessions_eligible') }}
    where is_viewer_known and is_minutes_known
)

select
    months.month_start,
    sessions.subscriber_key,
    months.months_back,
    sessions.subscription_plan,
    sessions.region_name,
    sessions.age_band,
    count(*) as sessions,
    sum(sessions.watch_minutes) / 60.0 as hours
from sessions
inner join {{ ref('int_session_months') }} as months using (month_start)
group by
    months.month_start,
    sessions.subscriber_key,
    months.months_back,
    sessions.subscription_plan,
    sessions.region_name,
    sessions.age_band
