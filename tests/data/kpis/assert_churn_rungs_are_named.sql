-- A value without its rung would be read as a monthly rate. Series and slices carry the basis that the rung stands at in kpi_bases.
{{ config(meta={'kpi_ids': ['cancellation_rate', 'retention_12m', 'dormant_share']}) }}
with figures as (
    select kpi_id, 'headline' as place, basis, value from {{ ref('mart_kpi') }}
    union all
    select kpi_id, 'series' as place, basis, value from {{ ref('mart_kpi_series') }}
    where basis != 'tenure_curve'
    union all
    select kpi_id, concat_ws(' ', dimension, member) as place, basis, value from {{ ref('mart_kpi_slice') }}
)

select
    figures.*,
    bases.rung,
    mart_kpi.rung as printed_rung,
    mart_kpi.name
from figures
inner join {{ ref('mart_kpi') }} as mart_kpi using (kpi_id)
left join {{ ref('kpi_bases') }} as bases
    on figures.kpi_id = bases.kpi_id and figures.basis = bases.basis
where
    figures.kpi_id in ('cancellation_rate', 'retention_12m', 'dormant_share')
    and figures.value is not null
    and (
        bases.rung is null
        or mart_kpi.rung is null
        -- rung C is no rate, and its name says so
        or (
            figures.kpi_id = 'cancellation_rate'
            and figures.place = 'headline'
            and figures.basis = 'one_snapshot'
            and mart_kpi.name != 'Cancelled share to date'
        )
    )
