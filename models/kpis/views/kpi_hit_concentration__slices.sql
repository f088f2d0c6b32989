-- KPI 3 by basis, with the Gini coefficient, the top tenth, the Lorenz curve and the ten largest titles of each.
with members as (
    select
        basis,
        'basis' as dimension,
        basis as member,
        value,
        numerator,
        denominator,
        n,
        ci_low,
        ci_high
    from {{ ref('int_views_bases') }}
    where kpi_id = 'hit_concentration' and value is not null
    union all
    select
        basis,
        dimension,
        member,
        value,
        numerator,
        denominator,
        n,
        ci_low,
        ci_high
    from {{ ref('int_hit_concentration_members') }}
)

select
    'hit_concentration' as kpi_id,
    basis,
    dimension,
    member,
    value,
    numerator,
    denominator,
    n,
    ci_low,
    ci_high,
    false as suppressed,
    cast(null as boolean) as is_clear
from members
