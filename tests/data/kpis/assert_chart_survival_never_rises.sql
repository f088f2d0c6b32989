-- KPI 6: S(t) lies between 0 and 1 and inside its limits, it does not rise with t, and neither does the number at risk.
{{ config(group='engagement', meta={'kpi_ids': ['time_on_chart']}) }}
with curves as (
    select
        *,
        -- t is unique in its group
        lag(survival) over (partition by basis, dimension, member order by t) as survival_before,
        lag(at_risk) over (partition by basis, dimension, member order by t) as at_risk_before
    from {{ ref('int_chart_survival') }}
)

select * from curves
where
    survival not between 0 and 1
    or survival_low > survival + 1e-12
    or survival_high < survival - 1e-12
    or survival > coalesce(survival_before, 1.0) + 1e-12
    or at_risk > at_risk_before
    or events not between 1 and at_risk
