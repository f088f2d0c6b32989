-- KPI 11 by genre: the change of every genre's share to the headline year.
with headline as (
    select * from {{ ref('kpi_genre_momentum') }}
    where value is not null
)

select
    headline.kpi_id,
    headline.basis,
    'genre' as dimension,
    changes.genre_name as member,
    changes.change as value,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    changes.n,
    greatest(changes.change_low, -1.0) as ci_low,
    least(changes.change_high, 1.0) as ci_high,
    false as suppressed,
    changes.is_clear
from headline
inner join {{ ref('int_genre_changes') }} as changes on changes.years_back = 0

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
