-- The share of pairs that reached 90 % of the title (70 % in the dimension measure) in each month, of all pairs and by member, with its interval.
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
),

-- the pairs of one viewer are alike: the viewer is the unit that the interval is made from
viewers as (
    select
        month_start,
        dimension,
        member,
        months_back,
        subscriber_key,
        cast(count(*) as double) as pairs,
        cast(sum(sessions) as double) as sessions,
        cast(count(case when progress_pct >= threshold then 1 end) as double) as completers
    from thresholds
    group by month_start, dimension, member, months_back, subscriber_key
),

rates as (
    select
        month_start,
        dimension,
        member,
        months_back,
        sum(pairs) as pairs,
        sum(completers) as completers,
        sum(sessions) as sessions,
        count(*) as viewers,
        sum(completers) / sum(pairs) as rate
    from viewers
    group by month_start, dimension, member, months_back
),

spread as (
    select
        viewers.month_start,
        viewers.dimension,
        viewers.member,
        sum(power(viewers.completers - rates.rate * viewers.pairs, 2)) as sum_of_squares
    from viewers
    inner join rates using (month_start, dimension, member)
    group by viewers.month_start, viewers.dimension, viewers.member
),

-- many viewers are in two months running: the change of the headline has to know how far its rates go together
headline_viewers as (
    select * from viewers
    where dimension = 'basis'
),

correlations as (
    {{ rate_correlation(
        'headline_viewers', 'subscriber_key', 'months_back', 'months_back + 1', hits='completers', size='pairs'
    ) }}
),

effective as (
    select
        rates.*,
        correlations.correlation,
        {{ design_effect('rates.rate', 'rates.pairs', 'rates.viewers', 'spread.sum_of_squares') }}
            as design_effect
    from rates
    inner join spread using (month_start, dimension, member)
    left join correlations on rates.dimension = 'basis' and rates.months_back = correlations.place
)

select
    month_start,
    dimension,
    member,
    months_back,
    cast(pairs as bigint) as pairs,
    cast(completers as bigint) as completers,
    cast(sessions as bigint) as sessions,
    viewers,
    rate,
    design_effect,
    {{ wilson_low('rate', '(pairs / design_effect)') }} as ci_low,
    {{ wilson_high('rate', '(pairs / design_effect)') }} as ci_high,
    correlation
from effective
