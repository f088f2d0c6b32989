-- The median length of the spells of each group: the first t at which the curve, or a limit of it, is down to one half.
with groups as (
    select
        basis,
        dimension,
        member,
        count(*) as spells
    from {{ ref('int_chart_spell_groups') }}
    group by basis, dimension, member
),

medians as (
    select
        basis,
        dimension,
        member,
        min(case when {{ median_reached('survival') }} then t end) as median_charts,
        min(case when {{ median_reached('survival_low') }} then t end) as median_low,
        min(case when {{ median_reached('survival_high') }} then t end) as median_high
    from {{ ref('int_chart_survival') }}
    group by basis, dimension, member
)

select
    groups.basis,
    groups.dimension,
    groups.member,
    groups.spells,
    cast(medians.median_charts as double) as median_charts,
    cast(medians.median_low as double) as median_low,
    cast(medians.median_high as double) as median_high
from groups
left join medians
    on
        groups.basis = medians.basis
        and groups.dimension = medians.dimension
        and groups.member = medians.member
