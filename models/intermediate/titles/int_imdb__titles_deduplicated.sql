{{ deduplicated(
    relation=ref('stg_imdb__title_basics'),
    repeated=ref('int_imdb__keys_repeated'),
    table_name='imdb_title_basics',
    key=['title_key'],
    order_by=[
        'title_id', 'is_shifted', 'title_type', 'primary_title', 'original_title', 'is_adult', 'start_year', 'end_year',
        'runtime_minutes', 'genres'
    ]
) }}
