with source as (
    select * from {{ source('netflix', 'netflix_movies') }}
)

select
    {{ text_key('netflix', 'movie_id') }} as source_title_key,
    movie_id as source_title_id,

    title,
    content_type,
    genre_primary,
    genre_secondary,
    {{ whole_number('release_year') }} as release_year,
    {{ whole_number('duration_minutes') }} as runtime_minutes,
    rating as age_rating,
    language,
    country_of_origin,
    try_cast(imdb_rating as double) as invented_rating,
    try_cast(production_budget as double) as production_budget,
    try_cast(box_office_revenue as double) as box_office_revenue,
    {{ whole_number('number_of_seasons') }} as number_of_seasons,
    {{ whole_number('number_of_episodes') }} as number_of_episodes,
    try_cast(is_netflix_original as boolean) as is_netflix_original,
    {{ day_of('added_to_platform') }} as added_date,
    content_warning,

    {{ cast_failed({
        'release_year': 'double', 'duration_minutes': 'double', 'imdb_rating': 'double', 'production_budget': 'double',
        'box_office_revenue': 'double', 'number_of_seasons': 'double', 'number_of_episodes': 'double',
        'is_netflix_original': 'boolean', 'added_to_platform': 'timestamp'
    }) }} as has_cast_failure
from source
