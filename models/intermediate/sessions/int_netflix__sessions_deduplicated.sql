{{ config(materialized='table') }}

{{ deduplicated(
    relation=ref('stg_netflix__watch_history'),
    repeated=ref('int_netflix__keys_repeated'),
    table_name='netflix_watch_history',
    key=['session_key'],
    order_by=[
        'watch_date', 'session_id', 'subscriber_key', 'source_title_id', 'device', 'action', 'quality',
        'location_country', 'is_download', 'watch_minutes', 'progress_pct', 'user_rating', 'is_duration_implausible',
        'is_progress_implausible', 'has_cast_failure'
    ]
) }}
