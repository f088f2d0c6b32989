-- KPI 11 by genre: the change of every genre's share to the headline year.
select
    'genre_momentum' as kpi_id,
    'imdb_votes' as basis,
    'genre' as dimension,
    genre_name as member,
    change as value,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    n,
    greatest(change_low, -1.0) as ci_low,
    least(change_high, 1.0) as ci_high,
    false as suppressed,
    is_clear
from {{ ref('int_genre_changes') }}
where years_back = 0
