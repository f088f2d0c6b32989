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
    -- what is personal stays in raw, in a line that was refused too
    case when source != 'netflix' then line_text end as line_text
from source
