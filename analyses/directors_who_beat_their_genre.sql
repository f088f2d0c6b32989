-- QUESTION: Whose films are rated better than their genres would lead one to expect?
-- READ IT: `beats_by` is the mean of rating − expected over the director's titles; a title's expected rating
--   is the mean of its genres. Ratings are shrunk towards the overall mean, so that ten votes make no genius.
--   Sorted by `beats_by_low`, the lower end of the 95 % interval: above zero, luck would hardly give that to
--   one director picked beforehand.
-- CAVEATS: of many directors one in forty is above zero by luck alone. The interval is Student's, which
--   is wide for few titles. The genre's mean holds the director's own titles.
-- ANSWER (sample, seed 7, scale 0.002): `Nina Hartwick` leads: `4` titles rated `6.67` on average, where
--   `6.41` was to be expected, which beats her genres by `0.2` at least; `Emil F. D'Kesoff` beats his by more,
--   `0.56`, but less surely: by `0.16` at least; no other is clearly above zero.
with current_load as (
    select
        data_mode,
        snapshot_date
    from {{ ref('fact_source_load') }}
    where table_name = 'imdb_title_ratings'
),

rated as (
    select
        ratings.title_key,
        ratings.weighted_rating
    from {{ ref('fact_ratings') }} as ratings
    inner join {{ ref('dim_date') }} as dates on ratings.snapshot_date_key = dates.date_key
    inner join current_load
        on ratings.data_mode = current_load.data_mode and dates.date_day = current_load.snapshot_date
    inner join {{ ref('dim_title') }} as titles using (title_key)
    inner join {{ ref('title_types') }} as title_types using (title_type)
    where title_types.is_counted and not coalesce(titles.is_adult, false)
),

genres as (
    select
        bridge.genre_key,
        sum(bridge.genre_weight * rated.weighted_rating) / sum(bridge.genre_weight) as mean_rating
    from rated
    inner join {{ ref('bridge_title_genre') }} as bridge using (title_key)
    group by bridge.genre_key
),

expected as (
    select
        bridge.title_key,
        sum(bridge.genre_weight * genres.mean_rating) as expected_rating
    from {{ ref('bridge_title_genre') }} as bridge
    inner join genres using (genre_key)
    group by bridge.title_key
),

-- a director may hold several credits of one title
directed as (
    select distinct
        person_key,
        title_key
    from {{ ref('fact_cast_crew') }}
    where role = 'director' and person_key != -1
),

directors as (
    select
        directed.person_key,
        count(*) as titles,
        avg(rated.weighted_rating) as mean_rating,
        avg(expected.expected_rating) as mean_expected,
        avg(rated.weighted_rating - expected.expected_rating) as beats_by,
        stddev_samp(rated.weighted_rating - expected.expected_rating) / sqrt(count(*)) as beats_by_se
    from directed
    inner join rated using (title_key)
    inner join expected using (title_key)
    group by directed.person_key
    having count(*) >= 4
)

select
    persons.name as director,
    directors.titles,
    round(directors.mean_rating, 2) as rating,
    round(directors.mean_expected, 2) as expected,
    round(directors.beats_by, 2) as beats_by,
    round(directors.beats_by - {{ t_975('(directors.titles - 1)') }} * directors.beats_by_se, 2)
        as beats_by_low
from directors
inner join {{ ref('dim_person') }} as persons using (person_key)
order by beats_by_low desc, directors.person_key
limit 25
