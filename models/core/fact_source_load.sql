-- One row per raw table that a source declares, those never loaded included.
with declared as (
    {% for table in raw_tables() %}
    select
        '{{ table.source_name }}' as source,
        '{{ table.identifier }}' as table_name,
        {{ table.get('config', {}).get('meta', {}).get('is_required', true) | lower }} as is_required
    {{ 'union all' if not loop.last }}
    {% else %}
    select
        source,
        table_name,
        true as is_required
    from {{ ref('int_loads_current') }}
    {% endfor %}
),

loads as (
    select * from {{ ref('int_loads_current') }}
),

windows as (
    select * from {{ ref('int_raw_windows') }}
),

hindrances as (
    select
        source,
        table_name,
        reason_code,
        -- run_id breaks ties: a run says once why a table was not loaded
        row_number() over (partition by source, table_name order by finished_at desc, run_id desc) as recency
    from {{ ref('stg_loads__load_log') }}
    where status in ('skipped', 'failed')
)

select
    declared.source,
    declared.table_name,
    declared.is_required,
    loads.data_mode,
    loads.data_nature,
    case when loads.run_id is null then 'missing' else 'present' end as status,
    case when loads.run_id is null then coalesce(hindrances.reason_code, 'SOURCE_MISSING') end as reason_code,
    loads.snapshot_date,
    -- a table whose rows have no days of their own is the state of one day
    case when loads.run_id is not null then coalesce(windows.data_start, loads.snapshot_date) end as data_start,
    case when loads.run_id is not null then coalesce(windows.data_end, loads.snapshot_date) end as data_end,
    loads.uri,
    loads.bytes,
    loads.sha256,
    loads.rows_read,
    loads.rows_loaded,
    loads.rows_rejected,
    loads.rows_duplicate,
    coalesce(loads.is_limited, false) as is_limited,
    loads.retrieved_at
from declared
left join loads on declared.source = loads.source and declared.table_name = loads.table_name
left join windows on declared.table_name = windows.table_name
left join hindrances
    on declared.source = hindrances.source and declared.table_name = hindrances.table_name and hindrances.recency = 1
