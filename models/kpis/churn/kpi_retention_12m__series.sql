-- KPI 8 over the snapshots; beside it, on a basis of its own, the curve over the tenure at the current one.
with headline as (
    select
        kpi_id,
        coverage
    from {{ ref('kpi_retention_12m') }}
    where value is not null
),

series as (
    select
        basis,
        snapshot_date as period_start,
        snapshot_date as period_end,
        value,
        n,
        ci_low,
        ci_high,
        usable / cast(eligible as double) as coverage
    from {{ ref('int_retention_rates') }}
    where dimension = 'basis' and value is not null

    union all

    -- its period is the days on which subscribers of that tenure began
    select
        'tenure_curve' as basis,
        curve.first_start as period_start,
        curve.last_start as period_end,
        curve.fitted as value,
        curve.n,
        cast(null as double) as ci_low,
        cast(null as double) as ci_high,
        headline.coverage
    from {{ ref('int_tenure_curve') }} as curve
    cross join headline
)

select
    headline.kpi_id,
    series.*,
    false as is_estimated
from headline
cross join series
