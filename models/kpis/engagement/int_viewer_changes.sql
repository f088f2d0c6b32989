-- A row is a viewer of the last complete month or of the one before: one of both is one unit, so that what it adds to the difference is taken viewer by viewer.
with hours as (
    select * from {{ ref('int_watch_hours') }}
    where dimension = 'basis'
)

select
    viewers.subscriber_key,
    sum(
        case when viewers.months_back = 0 then 1.0 else -1.0 end
        * (viewers.hours - hours.mean_hours) / hours.viewers
    ) as pull
from {{ ref('int_viewer_months') }} as viewers
inner join hours on viewers.month_start = hours.month_start
where viewers.months_back <= 1
group by viewers.subscriber_key
