-- The share of pairs that reached 90 % of the title (70 % in the dimension measure) in each month, of all pairs and by member, with its interval.
-- The pairs of one viewer are alike: the viewer is the unit that the interval is made from.
with viewers as (
    select * from {{ ref('int_viewer_completions') }}
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

effective as (
    select
        rates.*,
        correlations.correlation,
        {{ design_effect('rates.rate', 'rates.pairs', 'rates.viewers', 'spread.sum_of_squares') }}
            as design_effect
    from rates
    inner join spread using (month_start, dimension, member)
    left join {{ ref('int_completion_correlations') }} as correlations
        on rates.dimension = 'basis' and rates.months_back = correlations.months_back
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
