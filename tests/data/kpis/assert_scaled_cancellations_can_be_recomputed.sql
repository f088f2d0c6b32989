-- KPI 7, rung B: the rate follows from those lost, those at risk and the days between, which stand beside it exactly when it does.
{{ config(meta={'kpi_ids': ['cancellation_rate']}) }}
with slices as (
    select * from {{ ref('mart_kpi_slice') }}
    where kpi_id = 'cancellation_rate' and basis = 'two_snapshots'
),

rung_b as (
    select
        max(case when dimension = 'basis' then value end) as value,
        max(case when member = 'subscribers_lost' then value end) as lost,
        max(case when member = 'subscribers_at_risk' then value end) as at_risk,
        max(case when member = 'days_between_snapshots' then value end) as days
    from slices
    where dimension in ('basis', 'measure')
)

select * from rung_b
where
    (value is null) != (lost is null and at_risk is null and days is null)
    or (
        value is not null
        and coalesce(abs(value - (1.0 - power(1.0 - lost / at_risk, 30.0 / days))) > 1e-9, true)
    )
    or lost > at_risk
    or lost != floor(lost)
