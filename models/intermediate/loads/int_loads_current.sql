-- The load that each raw table holds: its latest one that was loaded. What came after it was unchanged, skipped or failed.
with loads as (
    select * from {{ ref('stg_loads__load_log') }}
    where status = 'loaded'
),

ranked as (
    select
        *,
        -- run_id breaks ties: a run loads a table once
        row_number() over (partition by source, table_name order by finished_at desc, run_id desc) as recency
    from loads
)

select
    source,
    table_name,
    run_id,
    data_mode,
    data_nature,
    snapshot_date,
    uri,
    sha256,
    bytes,
    rows_read,
    rows_loaded,
    rows_rejected,
    rows_duplicate,
    coalesce(reason_code, '') = 'ROW_LIMIT' as is_limited,
    finished_at as retrieved_at
from ranked
where recency = 1
