-- The views in a session that says enough to tell: its minutes divided by the title's runtime. Half a film watched is half a view.
with sessions as (
    select * from {{ ref('int_sessions_eligible') }}
    where is_viewer_known and is_minutes_known and runtime_minutes > 0
)

select
    sessions.session_key,
    sessions.subscriber_key,
    sessions.title_key,
    sessions.region_name,
    months.month_start,
    months.months_back,
    sessions.watch_minutes / sessions.runtime_minutes as views,
    sessions.watch_minutes / sessions.runtime_minutes / months.days as views_per_day
from sessions
inner join {{ ref('int_session_months') }} as months using (month_start)
