-- KPI 11 over the release years: the headline genre's change.
with headline as (
    select
        headline_member as genre_name,
        coverage
    from {{ ref('kpi_genre_momentum') }}
)

select
    'genre_momentum' as kpi_id,
    'imdb_votes' as basis,
    make_date(changes.start_year, 1, 1) as period_start,
    make_date(changes.start_year, 12, 31) as period_end,
    changes.change as value,
    changes.n,
    greatest(changes.change_low, -1.0) as ci_low,
    least(changes.change_high, 1.0) as ci_high,
    -- all years are read from the one snapshot
    headline.coverage,
    false as is_estimated
from {{ ref('int_genre_changes') }} as changes
inner join headline using (genre_name)
