with source as (
    select * from {{ source('spotify', 'spotify_charts_current') }}
),

dated as (
    select
        *,
        try_cast(chart_date as date) as chart_end,
        chart in ('regional-weekly', 'viral-weekly') as is_weekly
    from source
)

select
    file_name,
    nullif(split_part(uri, ':', 3), '') as track_id,

    case chart
        when 'regional-daily' then 'top200_daily'
        when 'regional-weekly' then 'top200_weekly'
        when 'viral-daily' then 'viral50_daily'
        when 'viral-weekly' then 'viral50_weekly'
    end as chart,
    region as region_name,
    case when is_weekly then date_add(chart_end, -6) else chart_end end as chart_start,
    chart_end,
    try_cast(rank as int) as rank,
    track_name,
    artist_names as artist_text,
    source as label,
    try_cast(peak_rank as int) as peak_rank,
    nullif(try_cast(previous_rank as int), -1) as previous_rank,
    try_cast(coalesce(days_on_chart, weeks_on_chart) as int) as charts_on_chart,
    try_cast(try_cast(streams as double) as bigint) as streams_published,

    {{ cast_failed({'rank': 'int', 'streams': 'double', 'chart_date': 'date'}) }} as has_cast_failure
from dated
