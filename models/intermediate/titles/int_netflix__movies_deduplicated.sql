{{ config(materialized='table') }}

{{ deduplicated(
    relation=ref('stg_netflix__movies'),
    repeated=ref('int_netflix__keys_repeated'),
    table_name='netflix_movies',
    key=['source_title_key'],
    order_by=[
        'source_title_id', 'title', 'content_type', 'genre_primary', 'genre_secondary', 'release_year',
        'runtime_minutes', 'age_rating', 'language', 'country_of_origin', 'invented_rating', 'production_budget',
        'box_office_revenue', 'number_of_seasons', 'number_of_episodes', 'is_netflix_original', 'added_date',
        'content_warning', 'has_cast_failure'
    ]
) }}
