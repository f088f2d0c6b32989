with source as (
    select * from {{ source('spotify', 'spotify_charts_daily') }}
)

select
    nullif(split_part(uri, ':', 3), '') as track_id,

    'top200_daily' as chart,
    country as region_name,
    try_cast(date as date) as chart_date,
    try_cast(rank as int) as rank,
    track_name,
    artist_names as artist_text,
    label,
    try_cast(peak_rank as int) as peak_rank,
    nullif(try_cast(previous_rank as int), -1) as previous_rank,
    try_cast(days_on_chart as int) as charts_on_chart,
    try_cast(release_date as date) as release_date,
    try_cast(try_cast(streams as double) as bigint) as streams_published,

    {{ cast_failed({'rank': 'int', 'streams': 'double', 'date': 'date'}) }} as has_cast_failure
from source
