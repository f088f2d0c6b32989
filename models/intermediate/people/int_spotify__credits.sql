select
    source_title_key,
    billing_order,
    person_key,
    'artist' as role
from {{ ref('int_spotify__track_artists') }}
