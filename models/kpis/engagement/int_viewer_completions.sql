-- A row is a viewer's pairs in a month, of all pairs and by member, with those that reached 90 % of the title (70 % in the dimension measure).
with pairs as (
    select * from {{ ref('int_viewer_titles') }}
),

stacked as (
    {{ stacked_members('pairs', {
        'basis': "'watch_sessions'",
        'measure': "'completed_70'",
        'content_type': 'content_type',
        'plan': 'subscription_plan',
        'region': 'region_name',
    }) }}
),

thresholds as (
    select
        *,
        case when dimension = 'measure' then 70 else 90 end as threshold
    from stacked
)

select
    month_start,
    dimension,
    member,
    subscriber_key,
    months_back,
    cast(count(*) as double) as pairs,
    cast(sum(sessions) as double) as sessions,
    cast(count(case when progress_pct >= threshold then 1 end) as double) as completers
from thresholds
group by month_start, dimension, member, subscriber_key, months_back
