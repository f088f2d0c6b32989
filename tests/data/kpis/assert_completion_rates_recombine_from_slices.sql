-- KPI 5: weighted by their pairs, the members of each dimension make the headline again. The dimension measure is another rate of the same pairs.
{{ config(group='engagement', meta={'kpi_ids': ['completion_rate']}) }}
with rates as (
    select * from {{ ref('int_completion_rates') }}
),

recombined as (
    select
        month_start,
        dimension,
        sum(pairs) as pairs,
        sum(rate * pairs) / sum(pairs) as rate
    from rates
    group by month_start, dimension
)

select
    whole.month_start,
    recombined.dimension,
    whole.pairs,
    recombined.pairs as pairs_of_members,
    whole.rate,
    recombined.rate as rate_of_members
from rates as whole
inner join recombined using (month_start)
where
    whole.dimension = 'basis'
    and (
        whole.pairs != recombined.pairs
        or (recombined.dimension != 'measure' and abs(whole.rate - recombined.rate) > 1e-9)
    )
