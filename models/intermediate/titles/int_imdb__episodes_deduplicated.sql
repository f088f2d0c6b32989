{{ deduplicated(
    relation=ref('stg_imdb__title_episode'),
    repeated=ref('int_imdb__keys_repeated'),
    table_name='imdb_title_episode',
    key=['title_key'],
    order_by=['title_id', 'parent_title_id', 'season_number', 'episode_number']
) }}
