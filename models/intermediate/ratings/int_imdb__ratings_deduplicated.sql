{{ deduplicated(
    relation=ref('stg_imdb__title_ratings'),
    repeated=ref('int_imdb__keys_repeated'),
    table_name='imdb_title_ratings',
    key=['title_key'],
    order_by=['title_id', 'num_votes desc', 'avg_rating']
) }}
