with source as (
    select * from {{ source('spotify', 'spotify_charts_archive') }}
)

select
    nullif(split_part(split_part(url, '/track/', 2), '?', 1), '') as track_id,

    case chart when 'top200' then 'top200_daily' when 'viral50' then 'viral50_daily' end as chart,
    region as region_name,
    try_cast(date as date) as chart_date,
    try_cast(rank as int) as rank,
    title as track_name,
    artist as artist_text,
    trend,
    try_cast(try_cast(streams as double) as bigint) as streams_published,

    {{ cast_failed({'rank': 'int', 'streams': 'double', 'date': 'date'}) }} as has_cast_failure
from source
