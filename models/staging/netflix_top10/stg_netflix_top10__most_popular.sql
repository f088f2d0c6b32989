{% set title_id = top10_title_id('category', 'show_title', 'season_title') %}
{% set show_id = top10_title_id('category', 'show_title') %}

with source as (
    select * from {{ source('netflix_top10', 'netflix_top10_most_popular') }}
)

select
    {{ text_key('netflix_top10', title_id) }} as source_title_key,
    {{ text_key('netflix_top10', show_id) }} as source_show_key,
    {{ title_id }} as source_title_id,
    {{ show_id }} as source_show_id,

    category,
    try_cast(rank as int) as rank,
    show_title,
    {{ top10_season('season_title') }} as season_title,
    try_cast(hours_viewed_first_91_days as bigint) as hours_viewed,
    nullif(try_cast(runtime as double), 0.0) as runtime_hours,
    try_cast(views_first_91_days as bigint) as views_published,

    {{ cast_failed({
        'rank': 'int', 'hours_viewed_first_91_days': 'bigint', 'runtime': 'double', 'views_first_91_days': 'bigint'
    }) }} as has_cast_failure
from source
