-- KPI 9: dormant over 90 days ≤ over 60 ≤ over 30 ≤ active subscribers, at every snapshot; the active ones as core counts them.
{{ config(group='churn', meta={'kpi_ids': ['dormant_share']}) }}
with snapshots as (
    select
        dates.date_day as snapshot_date,
        count(distinct case when snapshots.is_active then snapshots.subscriber_key end) as active
    from {{ ref('fact_subscriber_snapshot') }} as snapshots
    inner join {{ ref('fact_source_load') }} as loads
        on snapshots.data_mode = loads.data_mode and loads.table_name = 'netflix_users'
    inner join {{ ref('dim_date') }} as dates on snapshots.snapshot_date_key = dates.date_key
    group by dates.date_day
),

nested as (
    select
        snapshot_date,
        max(case when dimension = 'basis' then n end) as n,
        max(case when dimension = 'basis' then dormant end) as dormant_30,
        max(case when member = 'dormant_60' then dormant end) as dormant_60,
        max(case when member = 'dormant_90' then dormant end) as dormant_90
    from {{ ref('int_dormant_rates') }}
    where dimension in ('basis', 'measure')
    group by snapshot_date
)

select
    nested.*,
    snapshots.active
from nested
left join snapshots using (snapshot_date)
where
    coalesce(nested.n != snapshots.active, true)
    or coalesce(nested.dormant_90 > nested.dormant_60, true)
    or coalesce(nested.dormant_60 > nested.dormant_30, true)
    or coalesce(nested.dormant_30 > nested.n, true)
