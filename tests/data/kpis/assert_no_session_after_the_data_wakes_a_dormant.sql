-- KPI 9: no last session lies after its snapshot, after the day on which the data ends, or outside the longest window.
{{ config(meta={'kpi_ids': ['dormant_share']}) }}
select
    watches.subscriber_key,
    watches.snapshot_date,
    watches.last_watch_date,
    windows.period_start,
    windows.period_end,
    sources.as_of_date
from {{ ref('int_subscriber_last_watches') }} as watches
inner join {{ ref('int_kpi_sources') }} as sources on sources.kpi_id = 'dormant_share'
left join {{ ref('int_dormant_windows') }} as windows
    on watches.snapshot_date = windows.snapshot_date and windows.window_days = 90
where
    watches.last_watch_date > least(watches.snapshot_date, sources.as_of_date)
    or coalesce(windows.period_end > least(watches.snapshot_date, sources.as_of_date), true)
    or watches.last_watch_date < windows.period_start
