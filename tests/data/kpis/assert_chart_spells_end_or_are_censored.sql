-- KPI 6: in each group, the spells that ended and those that are censored are all of the spells, and all are at risk at first.
{{ config(group='engagement', meta={'kpi_ids': ['time_on_chart']}) }}
with spells as (
    select
        basis,
        dimension,
        member,
        count(*) as spells,
        sum(case when is_censored then 1 else 0 end) as censored
    from {{ ref('int_chart_spell_groups') }}
    group by basis, dimension, member
),

curves as (
    select
        basis,
        dimension,
        member,
        sum(events) as ended,
        max(at_risk) as most_at_risk
    from {{ ref('int_chart_survival') }}
    group by basis, dimension, member
),

headline as (
    select basis, n from {{ ref('mart_kpi') }}
    where kpi_id = 'time_on_chart' and value is not null
)

select
    spells.*,
    curves.ended,
    curves.most_at_risk,
    headline.n
from spells
left join curves
    on spells.basis = curves.basis and spells.dimension = curves.dimension and spells.member = curves.member
left join headline on spells.basis = headline.basis and spells.dimension = 'basis'
where
    coalesce(curves.ended, 0) + spells.censored != spells.spells
    or curves.most_at_risk > spells.spells
    or headline.n != spells.spells
