-- KPI 4: a month has 24 hours × its days. A viewer above that is several people, or sessions that cannot be.
{{ config(group='engagement', meta={'kpi_ids': ['watch_hours_per_viewer']}) }}
select
    viewers.month_start,
    viewers.subscriber_key,
    viewers.hours,
    months.days
from {{ ref('int_viewer_months') }} as viewers
inner join {{ ref('int_session_months') }} as months using (month_start)
where viewers.hours > 24.0 * months.days or viewers.hours < 0
