-- KPI 11: the largest absolute change of a genre's share from the release year before to the last complete one.
with ranked as (
    select
        *,
        greatest(change_low, -1.0) as ci_low,
        least(change_high, 1.0) as ci_high,
        -- the genre's name breaks ties between equal changes
        row_number() over (order by abs(change) desc, genre_name) as place
    from {{ ref('int_genre_changes') }}
    where years_back = 0 and genre_key != -1
),

coverage as (
    select year_coverage as coverage from {{ ref('int_ratings_coverage') }}
    where snapshots_back = 0
)

select
    anchor.kpi_id,
    case when ranked.change is not null then 'imdb_votes' end as basis,
    ranked.genre_name as headline_member,
    make_date(ranked.start_year, 1, 1) as period_start,
    make_date(ranked.start_year, 12, 31) as period_end,
    ranked.change as value,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    ranked.n,
    coverage.coverage,
    ranked.ci_low,
    ranked.ci_high,
    -- the value is itself a difference, so it has no difference of its own; whether it is clear is Holm's answer
    cast(null as double) as prev_value,
    cast(null as double) as delta,
    cast(null as double) as delta_low,
    cast(null as double) as delta_high,
    case when ranked.change is not null then coalesce(ranked.is_clear, false) end as delta_is_clear,
    case when ranked.change is not null then 'VALUE_IS_A_DIFFERENCE' end as delta_reason_code,
    false as is_estimated,
    case when ranked.change is null then 'MIN_N_NOT_MET' end as reason_code
from (select 'genre_momentum' as kpi_id) as anchor
left join ranked on ranked.place = 1
left join coverage on ranked.change is not null
