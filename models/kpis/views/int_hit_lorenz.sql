-- A row is a point of the Lorenz curve of a basis's latest window: the share of the volume that the smallest titles have.
with latest as (
    select * from {{ ref('int_hit_concentration_periods') }}
    where periods_back = 0 and reason_code is null
),

-- 0, 5, … 95, 99 and 100 per cent of the titles, the smallest first
percents as (
    select (number - 1) * 5 as percent
    from (select {{ explode_items(numbers_to(21)) }} as number) as numbers
    union all
    select 99 as percent
),

points as (
    select
        latest.basis,
        latest.n as titles,
        latest.denominator as volume,
        percents.percent,
        floor(latest.n * percents.percent / 100.0) as place
    from latest
    cross join percents
)

select
    points.basis,
    cast(points.percent as int) as percent,
    coalesce(titles.volume_to_here, 0.0) / points.volume as volume_share,
    points.titles
from points
-- no title stands at place 0, where nothing is counted yet
left join {{ ref('int_hit_titles') }} as titles
    on points.basis = titles.basis and points.place = titles.place and titles.periods_back = 0
