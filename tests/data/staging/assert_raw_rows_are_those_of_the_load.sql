-- Reconciliation: every raw table of IMDb holds as many rows as the load in place wrote.
{{ config(meta={'kpi_ids': ['genre_popularity_share', 'genre_momentum', 'genre_rating']}) }}
{{ rows_of_the_load({
    'imdb_name_basics': ref('stg_imdb__name_basics'),
    'imdb_title_akas': ref('stg_imdb__title_akas'),
    'imdb_title_basics': ref('stg_imdb__title_basics'),
    'imdb_title_crew': ref('stg_imdb__title_crew'),
    'imdb_title_episode': ref('stg_imdb__title_episode'),
    'imdb_title_principals': ref('stg_imdb__title_principals'),
    'imdb_title_ratings': ref('stg_imdb__title_ratings'),
}) }}
