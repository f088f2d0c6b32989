{{ deduplicated(
    relation=ref('stg_imdb__title_principals'),
    repeated=ref('int_imdb__keys_repeated'),
    table_name='imdb_title_principals',
    key=['title_key', 'billing_order'],
    order_by=['title_id', 'person_id', 'role', 'job', 'characters']
) }}
