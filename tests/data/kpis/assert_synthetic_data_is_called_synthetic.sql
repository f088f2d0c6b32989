-- The sample, and Kaggle's invented watch history, never pass for observations.
{{ config(meta={'kpi_ids': all_kpi_ids()}) }}
with modes as (
    select
        source,
        min(
            case when data_mode = 'sample' or data_nature = 'synthetic' then 1 else 0 end
        ) = 1 as only_synthetic
    from {{ ref('fact_source_load') }}
    where status = 'present' and is_required
    group by source
)

select
    mart_kpi.kpi_id,
    mart_kpi.basis,
    mart_kpi.data_nature
from {{ ref('mart_kpi') }} as mart_kpi
inner join {{ ref('kpi_bases') }} as bases
    on mart_kpi.kpi_id = bases.kpi_id and mart_kpi.basis = bases.basis
inner join modes on bases.source = modes.source
where modes.only_synthetic and mart_kpi.data_nature != 'synthetic'
