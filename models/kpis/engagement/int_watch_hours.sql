-- Hours per viewer in each month, of all viewers (dimension basis) and by the members of the other dimensions, with the interval of the mean.
with viewers as (
    select * from {{ ref('int_viewer_months') }}
),

stacked as (
    {{ stacked_members('viewers', {
        'basis': "'watch_sessions'",
        'plan': 'subscription_plan',
        'region': 'region_name',
        'age_band': 'age_band',
    }) }}
),

means as (
    select
        month_start,
        dimension,
        member,
        months_back,
        count(*) as viewers,
        cast(sum(sessions) as bigint) as sessions,
        sum(hours) as hours,
        sum(hours) / count(*) as mean_hours,
        -- one viewer has no spread
        stddev_samp(hours) / sqrt(count(*)) as mean_se
    from stacked
    group by month_start, dimension, member, months_back
)

select
    *,
    -- greatest() passes over a null, and one viewer has no interval
    case when mean_se is not null then greatest(mean_hours - {{ z_975() }} * mean_se, 0.0) end as ci_low,
    mean_hours + {{ z_975() }} * mean_se as ci_high
from means
