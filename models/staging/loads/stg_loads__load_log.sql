with source as (
    select * from {{ source('loads', 'load_log') }}
)

select
    run_id,
    source,
    table_name,

    uri,
    data_mode,
    data_nature,
    status,
    reason_code,
    message,
    snapshot_date,
    sha256,
    etag,
    last_modified,
    started_at,
    finished_at,

    bytes,
    rows_read,
    rows_loaded,
    rows_rejected,
    rows_duplicate
from source
