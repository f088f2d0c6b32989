-- Integrity: no user was created after the day of the file. A single wrong created_at would move the snapshot, and with it
-- every period of the KPIs.
{{ config(meta={'kpi_ids': [
    'total_views', 'hit_concentration', 'watch_hours_per_viewer', 'completion_rate', 'cancellation_rate', 'retention_12m',
    'dormant_share'
]}) }}

select
    snapshot.snapshot_date,
    loads.snapshot_date as file_date
from {{ ref('int_netflix__snapshot') }} as snapshot
inner join {{ ref('int_loads_current') }} as loads on loads.table_name = 'netflix_users'
where snapshot.snapshot_date > loads.snapshot_date
