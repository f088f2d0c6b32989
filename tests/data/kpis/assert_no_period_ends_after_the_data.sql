-- Each basis has its own end of the data; a curve that is no basis is drawn from the headline's.
{{ config(meta={'kpi_ids': all_kpi_ids()}) }}
with periods as (
    select kpi_id, basis, period_end from {{ ref('mart_kpi') }}
    union all
    select kpi_id, basis, period_end from {{ ref('mart_kpi_series') }}
)

select
    periods.kpi_id,
    periods.basis,
    periods.period_end,
    coalesce(sources.as_of_date, mart_kpi.as_of_date) as as_of_date
from periods
inner join {{ ref('mart_kpi') }} as mart_kpi on periods.kpi_id = mart_kpi.kpi_id
left join {{ ref('int_kpi_sources') }} as sources
    on periods.kpi_id = sources.kpi_id and periods.basis = sources.basis
where periods.period_end > coalesce(sources.as_of_date, mart_kpi.as_of_date)
