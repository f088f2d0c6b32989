-- KPI 8: the fitted curve lies in [0, 1], never rises with tenure, and keeps the number of active subscribers; no point is of too few. The raw shares may rise.
{{ config(group='churn', meta={'kpi_ids': ['retention_12m']}) }}
with curve as (
    select
        *,
        -- period_end is unique on a basis; the later start is the shorter tenure
        lead(value) over (order by period_end) as value_before
    from {{ ref('mart_kpi_series') }}
    where kpi_id = 'retention_12m' and basis = 'tenure_curve'
),

kept as (
    select
        sum(n * fitted) as fitted_active,
        sum(n * share) as active
    from {{ ref('int_tenure_fits') }}
)

select
    curve.*,
    kept.fitted_active,
    kept.active
from curve
cross join kept
where
    coalesce(curve.value < 0 or curve.value > 1, true)
    or curve.value > curve.value_before
    or coalesce(curve.n < {{ var('min_n') }}, true)
    or abs(kept.fitted_active - kept.active) > 1e-6
