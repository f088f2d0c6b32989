-- KPI 11: the largest absolute change of a genre's share from the release year before to the last complete one.
with ranked as (
    select
        *,
        -- the genre's name breaks ties between equal changes
        row_number() over (order by abs(change) desc, genre_name) as place
    from {{ ref('int_genre_changes') }}
    where years_back = 0 and genre_key != -1
),

coverage as (
    select avg(case when start_year is not null then 1.0 else 0.0 end) as coverage
    from {{ ref('int_ratings_counted') }}
    where snapshots_back = 0
)

select
    'genre_momentum' as kpi_id,
    'imdb_votes' as basis,
    ranked.genre_name as headline_member,
    make_date(ranked.start_year, 1, 1) as period_start,
    make_date(ranked.start_year, 12, 31) as period_end,
    ranked.change as value,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    ranked.n,
    coverage.coverage,
    greatest(ranked.change_low, -1.0) as ci_low,
    least(ranked.change_high, 1.0) as ci_high,
    -- the value is itself a difference, so it has no difference of its own; whether it is clear is Holm's answer
    cast(null as double) as prev_value,
    cast(null as double) as delta,
    cast(null as double) as delta_low,
    cast(null as double) as delta_high,
    coalesce(ranked.is_clear, false) as delta_is_clear,
    'VALUE_IS_A_DIFFERENCE' as delta_reason_code
from ranked
cross join coverage
where ranked.place = 1
