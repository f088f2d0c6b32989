{{ config(meta={'kpi_ids': all_kpi_ids()}) }}
with ratios as (
    select kpi_id, 'headline' as place, value, numerator, denominator from {{ ref('mart_kpi') }}
    union all
    select kpi_id, concat_ws(' ', dimension, member) as place, value, numerator, denominator
    from {{ ref('mart_kpi_slice') }}
)

select * from ratios
where
    numerator is not null and denominator is not null
    and coalesce(abs(value - numerator / nullif(denominator, 0.0)) > 1e-9 * greatest(1.0, abs(value)), true)
