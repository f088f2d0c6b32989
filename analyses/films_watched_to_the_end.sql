-- QUESTION: Are long films watched to the end less often than short ones?
-- READ IT: per band of runtime, the pairs of a viewer and a film whose highest progress is 90 % or more, as a
--   share of all pairs, with the 95 % interval.
-- CAVEATS: the watch history is synthetic by its own description, and its progress follows no rule of length.
--   Pairs of one viewer are alike, which the interval allows for.
-- ANSWER (sample, seed 7, scale 0.002): no: of the pairs of films of `120 and more` minutes, `0.397` (`0.377`
--   to `0.416`); of those `below 90`, `0.378` (`0.343` to `0.415`).
with pairs as (
    select
        subscriber_key,
        title_key,
        max(runtime_minutes) as runtime_minutes,
        max(progress_pct) as progress_pct
    from {{ ref('int_sessions_eligible') }}
    where
        is_viewer_known and is_title_known and progress_pct is not null
        and content_type = 'Movie' and runtime_minutes > 0
    group by subscriber_key, title_key
),

banded as (
    select
        *,
        case
            when runtime_minutes < 90 then 'below 90'
            when runtime_minutes < 120 then '90 to 119'
            else '120 and more'
        end as minutes
    from pairs
),

bands as (
    select
        minutes,
        min(runtime_minutes) as shortest,
        count(distinct title_key) as films,
        count(distinct subscriber_key) as viewers,
        count(*) as pairs,
        avg(case when progress_pct >= 90 then 1.0 else 0.0 end) as watched_to_the_end
    from banded
    group by minutes
),

-- what a viewer adds to the error of a band's share
viewers as (
    select
        banded.minutes,
        banded.subscriber_key,
        sum(case when banded.progress_pct >= 90 then 1.0 else 0.0 end - bands.watched_to_the_end) as deviation
    from banded
    inner join bands using (minutes)
    group by banded.minutes, banded.subscriber_key
),

spread as (
    select
        minutes,
        sum(deviation * deviation) as sum_of_squares
    from viewers
    group by minutes
),

effective as (
    select
        bands.*,
        bands.pairs / {{ design_effect(
            'bands.watched_to_the_end', 'bands.pairs', 'bands.viewers', 'spread.sum_of_squares'
        ) }} as effective_pairs
    from bands
    inner join spread using (minutes)
)

select
    minutes,
    films,
    pairs,
    round(watched_to_the_end, 3) as watched_to_the_end,
    round({{ wilson_low('watched_to_the_end', 'effective_pairs') }}, 3) as share_low,
    round({{ wilson_high('watched_to_the_end', 'effective_pairs') }}, 3) as share_high
from effective
order by shortest
