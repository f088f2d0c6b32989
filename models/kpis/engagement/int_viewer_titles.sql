-- A title that a subscriber watched in a month, with how far they came at most: the pairs that KPI 5 counts.
with sessions as (
    select * from {{ ref('int_sessions_eligible') }}
    where is_viewer_known and is_title_known and progress_pct is not null
)

select
    months.month_start,
    sessions.subscriber_key,
    sessions.title_key,
    months.months_back,
    sessions.content_type,
    sessions.subscription_plan,
    sessions.region_name,
    count(*) as sessions,
    max(sessions.progress_pct) as progress_pct
from sessions
inner join {{ ref('int_session_months') }} as months using (month_start)
group by
    months.month_start,
    sessions.subscriber_key,
    sessions.title_key,
    months.months_back,
    sessions.content_type,
    sessions.subscription_plan,
    sessions.region_name
