{% set title_id = top10_title_id('category', 'show_title', 'season_title') %}
{% set show_id = top10_title_id('category', 'show_title') %}

with source as (
    select * from {{ source('netflix_top10', 'netflix_top10_global') }}
)

select
    {{ text_key('netflix_top10', title_id) }} as source_title_key,
    {{ text_key('netflix_top10', show_id) }} as source_show_key,
    {{ title_id }} as source_title_id,
    {{ show_id }} as source_show_id,

    try_cast(week as date) as week_end,
    category,
    try_cast(weekly_rank as int) as rank,
    show_title,
    {{ top10_season('season_title') }} as season_title,
    try_cast(weekly_hours_viewed as bigint) as hours_viewed,
    nullif(try_cast(runtime as double), 0.0) as runtime_hours,
    try_cast(weekly_views as bigint) as views_published,
    try_cast(cumulative_weeks_in_top_10 as int) as weeks_in_top10,

    {{ cast_failed({
        'week': 'date', 'weekly_rank': 'int', 'weekly_hours_viewed': 'bigint', 'runtime': 'double',
        'weekly_views': 'bigint', 'cumulative_weeks_in_top_10': 'int'
    }) }} as has_cast_failure
from source
