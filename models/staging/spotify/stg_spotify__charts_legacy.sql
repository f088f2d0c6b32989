with source as (
    select * from {{ source('spotify', 'spotify_charts_legacy') }}
),

dated as (
    select
        *,
        -- the week stands there as its Friday and the next one; a day as itself
        try_cast(split_part(chart_date, '--', 1) as date) as chart_start,
        chart in ('regional-weekly', 'viral-weekly') as is_weekly
    from source
)

select
    file_name,
    nullif(split_part(split_part(url, '/track/', 2), '?', 1), '') as track_id,

    case chart
        when 'regional-daily' then 'top200_daily'
        when 'regional-weekly' then 'top200_weekly'
        when 'viral-daily' then 'viral50_daily'
        when 'viral-weekly' then 'viral50_weekly'
    end as chart,
    region as region_name,
    chart_start,
    case when is_weekly then date_add(chart_start, 6) else chart_start end as chart_end,
    try_cast(position as int) as rank,
    track_name,
    artist as artist_text,
    try_cast(try_cast(streams as double) as bigint) as streams_published,

    {{ cast_failed({'position': 'int', 'streams': 'double'}) }}
    or (chart_date is not null and chart_start is null) as has_cast_failure
from dated
