-- KPI 2: 0 ≤ estimated share ≤ 1, above zero exactly where the total has bounds, and within them the total.
{{ config(group='views', meta={'kpi_ids': ['total_streams']}) }}
with shares as (
    select
        basis,
        value
    from {{ ref('kpi_total_streams__slices') }}
    where dimension = 'measure' and member = 'estimated_share'
)

select
    bases.basis,
    bases.value,
    bases.ci_low,
    bases.ci_high,
    shares.value as estimated_share
from {{ ref('int_views_bases') }} as bases
left join shares on bases.basis = shares.basis
where
    bases.kpi_id = 'total_streams' and bases.value > 0
    and coalesce(
        shares.value < 0 or shares.value > 1
        or (shares.value > 0) != bases.is_estimated
        or bases.is_estimated != (bases.ci_low is not null)
        or bases.value < bases.ci_low or bases.value > bases.ci_high,
        -- of what was published alone there are no bounds to compare with
        bases.is_estimated or shares.value is null
    )
