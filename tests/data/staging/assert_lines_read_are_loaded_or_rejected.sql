-- Reconciliation: no line of a file is lost between reading and the raw table.
{{ config(meta={'kpi_ids': all_kpi_ids()}) }}
select
    run_id,
    table_name,
    rows_read,
    rows_loaded,
    rows_rejected
from {{ ref('stg_loads__load_log') }}
where status = 'loaded' and rows_read is distinct from rows_loaded + rows_rejected
