{{ config(meta={'kpi_ids': ['genre_momentum']}) }}
with largest as (
    select max(abs(value)) as change
    from {{ ref('mart_kpi_slice') }}
    where kpi_id = 'genre_momentum' and dimension = 'genre' and member != 'Unknown'
)

select mart_kpi.headline_member, mart_kpi.value, largest.change
from {{ ref('mart_kpi') }} as mart_kpi
cross join largest
where
    mart_kpi.kpi_id = 'genre_momentum'
    and coalesce(abs(abs(mart_kpi.value) - largest.change) > 1e-9, largest.change is not null)
