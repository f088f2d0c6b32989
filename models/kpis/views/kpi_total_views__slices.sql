-- KPI 1 by basis, and each basis by chart, region, genre and its 20 largest titles. Within a basis, charts, regions and genres add up to the total.
with members as (
    select
        basis,
        'basis' as dimension,
        basis as member,
        value,
        n,
        ci_low,
        ci_high
    from {{ ref('int_views_bases') }}
    where kpi_id = 'total_views' and value is not null
    union all
    select
        basis,
        dimension,
        case
            when dimension = 'title'
                then concat_ws('|', lpad(cast(place as {{ dbt.type_string() }}), 2, '0'), member)
            else member
        end as member,
        value,
        n,
        cast(null as double) as ci_low,
        cast(null as double) as ci_high
    from {{ ref('int_total_views_members') }}
    where dimension != 'title' or place <= 20
)

select
    'total_views' as kpi_id,
    basis,
    dimension,
    member,
    value,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    n,
    ci_low,
    ci_high,
    false as suppressed,
    cast(null as boolean) as is_clear
from members
