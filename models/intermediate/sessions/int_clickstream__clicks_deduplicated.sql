{{ config(materialized='table') }}

{{ deduplicated(
    relation=ref('stg_netflix__clickstream'),
    repeated=ref('int_netflix__keys_repeated'),
    table_name='netflix_clickstream',
    key=['session_key'],
    order_by=[
        'opened_at', 'session_id', 'subscriber_key', 'source_title_id', 'title', 'genres', 'release_date',
        'seconds_to_next_click', 'is_duration_unknown', 'has_cast_failure'
    ]
) }}
