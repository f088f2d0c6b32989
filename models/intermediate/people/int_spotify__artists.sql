select
    person_key,
    -- spellings differ in case alone: the first of them in the order of the letters has the most capitals
    min(name) as name
from {{ ref('int_spotify__track_artists') }}
group by person_key
