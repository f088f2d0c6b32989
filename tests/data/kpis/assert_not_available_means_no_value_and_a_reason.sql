{{ config(meta={'kpi_ids': all_kpi_ids()}) }}
select kpi_id, status, value, reason_code
from {{ ref('mart_kpi') }}
where
    (status = 'not_available') != (value is null)
    or (status = 'not_available') != (reason_code is not null)
