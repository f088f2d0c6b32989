-- QUESTION: On which plan do subscribers binge?
-- READ IT: a viewer-day is a day on which a subscriber watched; a binge is one of three hours or more. Per
--   plan, the binges as a share of the viewer-days with its 95 % interval: plans whose intervals overlap
--   widely do not differ.
-- CAVEATS: the watch history is synthetic by its own description. The days of one subscriber are alike, which
--   the interval allows for. The plan is that of today's file.
-- ANSWER (sample, seed 7, scale 0.002): `Standard` leads with `0.043` of its viewer-days (`0.0368` to
--   `0.0501`); `Premium` comes last with `0.0325` (`0.0261` to `0.0406`); the intervals overlap, so no plan
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

viewers as (
    select
        subscription_plan,
        subscriber_key,
        count(*) as viewer_days,
        sum(hours) as hours,
        sum(case when hours >= 3 then 1 else 0 end) as binges
    from days
    group by subscription_plan, subscriber_key
),

plans as (
    select
        subscription_plan,
        count(*) as viewers,
        cast(sum(viewer_days) as bigint) as viewer_days,
        sum(hours) / sum(viewer_days) as hours_a_day,
        sum(binges) / sum(viewer_days) as binge_share
    from viewers
    group by subscription_plan
    having sum(viewer_days) >= {{ var('min_n') }}
),

-- what a subscriber adds to the error of its plan's share
spread as (
    select
        viewers.subscription_plan,
        sum(power(viewers.binges - plans.binge_share * viewers.viewer_days, 2)) as sum_of_squares
    from viewers
    inner join plans using (subscription_plan)
    group by viewers.subscription_plan
),

effective as (
    select
        plans.*,
        plans.viewer_days / {{ design_effect(
            'plans.binge_share', 'plans.viewer_days', 'plans.viewers', 'spread.sum_of_squares'
        ) }} as effective_days
    from plans
    inner join spread using (subscription_plan)
)

select
    subscription_plan as plan,
    viewers,
    viewer_days,
    round(hours_a_day, 2) as hours_a_day,
    round(binge_share, 4) as binge_share,
    round({{ wilson_low('binge_share', 'effective_days') }}, 4) as share_low,
    round({{ wilson_high('binge_share', 'effective_days') }}, 4) as share_high
from effective
order by binge_share desc, plan
