-- In the headline, its change, the series and the slices. The median time on the chart alone may lack an upper end: too many spells still run.
{{ config(meta={'kpi_ids': all_kpi_ids()}) }}
with intervals as (
    select kpi_id, 'headline' as place, value, ci_low, ci_high from {{ ref('mart_kpi') }}
    union all
    select kpi_id, 'change' as place, delta, delta_low, delta_high from {{ ref('mart_kpi') }}
    union all
    select kpi_id, 'series' as place, value, ci_low, ci_high from {{ ref('mart_kpi_series') }}
    union all
    select kpi_id, concat_ws(' ', dimension, member) as place, value, ci_low, ci_high
    from {{ ref('mart_kpi_slice') }}
)

select * from intervals
where
    value < ci_low or value > ci_high
    or (ci_low is null and ci_high is not null)
    or (ci_low is not null and ci_high is null and kpi_id != 'time_on_chart')
    or isnan(value) or isinf(value) or isnan(ci_low) or isnan(ci_high)
