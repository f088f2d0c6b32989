-- Of each basis's latest window: the Gini coefficient and the top tenth, the points of the Lorenz curve, and the ten largest titles.
with latest as (
    select * from {{ ref('int_hit_concentration_periods') }}
    where periods_back = 0 and reason_code is null
),

titles as (
    select
        ranked.*,
        dim_title.primary_title
    from {{ ref('int_hit_titles') }} as ranked
    inner join latest on ranked.basis = latest.basis and ranked.periods_back = latest.periods_back
    inner join {{ ref('dim_title') }} as dim_title on ranked.title_key = dim_title.title_key
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
    basis,
    'measure' as dimension,
    'gini' as member,
    gini as value,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    n,
    -- chance makes a sample look more unequal than it is, so draws around it say nothing of the truth: no interval
    cast(null as double) as ci_low,
    cast(null as double) as ci_high
from latest
union all
select
    basis,
    'measure' as dimension,
    'top_10_percent' as member,
    top_10_share as value,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    n,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high
from latest
union all
select
    points.basis,
    'lorenz' as dimension,
    lpad(cast(points.percent as {{ dbt.type_string() }}), 3, '0') as member,
    coalesce(titles.volume_to_here, 0.0) / points.volume as value,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    points.titles as n,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high
from points
-- no title stands at place 0, where nothing is counted yet
left join titles on points.basis = titles.basis and points.place = titles.place
union all
select
    basis,
    'title' as dimension,
    concat_ws(
        '|',
        lpad(cast(titles - place + 1 as {{ dbt.type_string() }}), 2, '0'),
        coalesce(primary_title, 'Unknown')
    ) as member,
    volume / total_volume as value,
    volume as numerator,
    total_volume as denominator,
    usable_rows as n,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high
from titles
where titles - place < 10
