-- The load that each raw table holds: its latest one that was loaded. What came after it was unchanged, skipped or failed.
-- Of TMDB's tables, which keep their snapshots, the newest snapshot is the current one, whenever it was loaded.
with loads as (
    select * from {{ ref('stg_loads__load_log') }}
    where status = 'loaded'
),

-- a trial with the sample and live data do not stand for each other
modes as (
    select
        source,
        table_name,
        max_by(data_mode, finished_at) as data_mode
    from loads
    group by source, table_name
),

ranked as (
    select
        loads.*,
        -- run_id breaks ties: a run loads a table once
        row_number() over (
            partition by loads.source, loads.table_name
            order by
                case when loads.source = 'tmdb' then loads.snapshot_date end desc,
                loads.finished_at desc,
                loads.run_id desc
        ) as recency
    from loads
    inner join modes
        on
            loads.source = modes.source
            and loads.table_name = modes.table_name
            and loads.data_mode is not distinct from modes.data_mode
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
