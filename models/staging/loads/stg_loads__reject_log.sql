with source as (
    select * from {{ source('loads', 'reject_log') }}
)

select
    run_id,
    source,
    table_name,
    file_name,
    line_number,

    reason,
    line_text
from source
