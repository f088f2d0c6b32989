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
from {{ ref('kpi_genre_momentum') }}
where value is not null
