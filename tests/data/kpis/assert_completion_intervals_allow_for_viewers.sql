-- KPI 5: a rate lies in 0 to 1 and in its interval, which is never narrower than that of as many pairs drawn alone.
{{ config(group='engagement', meta={'kpi_ids': ['completion_rate']}) }}
with rates as (
    select
        *,
        {{ wilson_low('rate', 'pairs') }} as alone_low,
        {{ wilson_high('rate', 'pairs') }} as alone_high
    from {{ ref('int_completion_rates') }}
)

select month_start, dimension, member, pairs, rate, design_effect, ci_low, ci_high, alone_low, alone_high
from rates
where
    not coalesce(
        rate between 0 and 1
        and design_effect >= 1
        and ci_low >= 0
        and ci_high <= 1
        and ci_low <= alone_low + 1e-12
        and ci_high >= alone_high - 1e-12,
        false
    )
