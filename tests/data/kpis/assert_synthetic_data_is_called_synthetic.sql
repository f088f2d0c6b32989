-- The sample, and Kaggle's invented watch history, never pass for observations.
{{ config(meta={'kpi_ids': all_kpi_ids()}) }}
with modes as (
    select
        catalogue.kpi_id,
        min(
            case when loads.data_mode = 'sample' or loads.data_nature = 'synthetic' then 1 else 0 end
        ) = 1 as only_synthetic
    from {{ ref('kpi_catalogue') }} as catalogue
    inner join {{ ref('fact_source_load') }} as loads
        on concat(',', catalogue.sources, ',') like concat('%,', loads.source, ',%')
    where loads.status = 'present'
    group by catalogue.kpi_id
)

select mart_kpi.kpi_id, mart_kpi.data_nature
from {{ ref('mart_kpi') }} as mart_kpi
inner join modes using (kpi_id)
where modes.only_synthetic and mart_kpi.value is not null and mart_kpi.data_nature != 'synthetic'
