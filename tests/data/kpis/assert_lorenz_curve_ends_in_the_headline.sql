-- KPI 3: what the smallest 99 % of titles leave is the headline; the curve begins at 0, ends at 1, and lies nowhere above equality.
{{ config(meta={'kpi_ids': ['hit_concentration']}) }}
with slices as (
    select
        basis,
        dimension,
        try_cast(member as int) as percent,
        value,
        n
    from {{ ref('kpi_hit_concentration__slices') }}
    where dimension in ('basis', 'lorenz')
),

percents as (
    select distinct percent from slices
    where dimension = 'lorenz'
    union
    select 99 as percent
),

expected as (
    select
        headlines.basis,
        headlines.n,
        percents.percent,
        case percents.percent
            when 0 then 0.0
            when 99 then 1.0 - headlines.value
            when 100 then 1.0
        end as value
    from slices as headlines
    cross join percents
    where headlines.dimension = 'basis'
)

select
    expected.*,
    points.value as found
from expected
left join slices as points
    on
        expected.basis = points.basis
        and expected.percent = points.percent
        and points.dimension = 'lorenz'
where
    points.value is null
    or abs(points.value - expected.value) > 1e-9
    or points.value > floor(expected.n * expected.percent / 100.0) / expected.n + 1e-9
