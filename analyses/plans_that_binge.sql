-- QUESTION: On which plan do subscribers binge?
-- READ IT: a viewer-day is a day on which a subscriber watched; a binge is one of three hours or more. Per
--   plan, the binges as a share of the viewer-days with its 95 % interval: plans whose intervals overlap
--   widely do not differ.
-- CAVEATS: the watch history is synthetic by its own description. The days of one subscriber are alike, which
--   the interval does not allow for, so it is a little too narrow. The plan is that of today's file.
-- ANSWER (sample, seed 7, scale 0.002): `Standard` leads with `0.043` of its viewer-days (`0.0368` to
--   `0.0501`); `Premium` comes last with `0.0325` (`0.0262` to `0.0404`); the intervals overlap, so no plan
--   binges clearly more.
with days as (
    select
        subscriber_key,
        subscription_plan,
        watch_date,
        sum(watch_minutes) / 60.0 as hours
    from {{ ref('int_sessions_eligible') }}
    where is_viewer_known and is_minutes_known
    group by subscriber_key, subscription_plan, watch_date
),

plans as (
    select
        subscription_plan,
        count(distinct subscriber_key) as viewers,
        count(*) as viewer_days,
        avg(hours) as hours_a_day,
        avg(case when hours >= 3 then 1 else 0 end) as binge_share
    from days
    group by subscription_plan
    having count(*) >= {{ var('min_n') }}
)

select
    subscription_plan as plan,
    viewers,
    viewer_days,
    round(hours_a_day, 2) as hours_a_day,
    round(binge_share, 4) as binge_share,
    round({{ wilson_low('binge_share', 'viewer_days') }}, 4) as share_low,
    round({{ wilson_high('binge_share', 'viewer_days') }}, 4) as share_high
from plans
order by binge_share desc, plan
