-- KPI 12 by genre: the mean of the shrunken ratings, and beside it the plain mean. A genre of too few titles is suppressed.
with headline as (
    select * from {{ ref('kpi_genre_rating') }}
    where value is not null
),

ratings as (
    select
        ratings.*,
        ratings.titles < {{ var('min_n') }} as suppressed
    from headline
    inner join {{ ref('int_genre_ratings') }} as ratings on ratings.snapshots_back = 0
),

members as (
    select
        'genre' as dimension,
        mean_rating as value,
        rating_sum as numerator,
        greatest(mean_rating - {{ z_975() }} * mean_se, 1.0) as ci_low,
        least(mean_rating + {{ z_975() }} * mean_se, 10.0) as ci_high,
        ratings.genre_name,
        ratings.weight,
        ratings.titles,
        ratings.suppressed
    from ratings

    union all

    select
        'genre_raw' as dimension,
        raw_mean as value,
        raw_mean * weight as numerator,
        cast(null as double) as ci_low,
        cast(null as double) as ci_high,
        ratings.genre_name,
        ratings.weight,
        ratings.titles,
        ratings.suppressed
    from ratings
)

select
    'genre_rating' as kpi_id,
    'imdb_votes' as basis,
    dimension,
    genre_name as member,
    case when not suppressed then value end as value,
    case when not suppressed then numerator end as numerator,
    case when not suppressed then weight end as denominator,
    titles as n,
    case when not suppressed then ci_low end as ci_low,
    case when not suppressed then ci_high end as ci_high,
    suppressed,
    cast(null as boolean) as is_clear
from members

union all

select
    kpi_id,
    basis,
    'basis' as dimension,
    basis as member,
    value,
    numerator,
    denominator,
    n,
    ci_low,
    ci_high,
    false as suppressed,
    cast(null as boolean) as is_clear
from headline
