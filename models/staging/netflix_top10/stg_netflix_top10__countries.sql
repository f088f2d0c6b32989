{% set title_id = top10_title_id('category', 'show_title', 'season_title') %}
{% set show_id = top10_title_id('category', 'show_title') %}

with source as (
    select * from {{ source('netflix_top10', 'netflix_top10_countries') }}
)

select
    {{ text_key('netflix_top10', title_id) }} as source_title_key,
    {{ text_key('netflix_top10', show_id) }} as source_show_key,
    {{ title_id }} as source_title_id,
    {{ show_id }} as source_show_id,

    country_name,
    nullif(trim(country_iso2), '') as region_iso2,
    try_cast(week as date) as week_end,
    category,
    try_cast(weekly_rank as int) as rank,
    show_title,
    {{ top10_season('season_title') }} as season_title,
    try_cast(cumulative_weeks_in_top_10 as int) as weeks_in_top10,

    {{ cast_failed({'week': 'date', 'weekly_rank': 'int', 'cumulative_weeks_in_top_10': 'int'}) }}
        as has_cast_failure
from source
