-- KPI 8 over the snapshots; beside it, on a basis of its own, the curve over the tenure at the current one.
with headline as (
    select kpi_id from {{ ref('kpi_retention_12m') }}
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
        ci_high
    from {{ ref('int_retention_rates') }}
    where dimension = 'basis' and value is not null

    union all

    -- its period is the days on which subscribers of that tenure began
    select
        'tenure_curve' as basis,
        first_start as period_start,
        last_start as period_end,
        fitted as value,
        n,
        cast(null as double) as ci_low,
        cast(null as double) as ci_high
    from {{ ref('int_tenure_curve') }}
)

select
    headline.kpi_id,
    series.*
from headline
cross join series
