{{ deduplicated(
    relation=ref('stg_imdb__name_basics'),
    repeated=ref('int_imdb__keys_repeated'),
    table_name='imdb_name_basics',
    key=['person_key'],
    order_by=['person_id', 'name', 'birth_year', 'death_year', 'professions', 'known_for_title_ids']
) }}
