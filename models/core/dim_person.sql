with mentioned as (
    select
        record_key as person_key,
        min(record_id) as person_id
    from {{ ref('int_imdb__ids_dangling') }}
    where member = 'person'
    group by record_key
)

select
    person_key,
    'imdb' as source_system,
    person_id as imdb_id,
    name,
    birth_year,
    death_year,
    -- the source lists up to three, the main one first
    split_part(professions, ',', 1) as primary_profession,
    false as is_inferred
from {{ ref('int_imdb__names_deduplicated') }}
union all
select
    person_key,
    'imdb' as source_system,
    person_id as imdb_id,
    'Unknown' as name,
    cast(null as int) as birth_year,
    cast(null as int) as death_year,
    cast(null as string) as primary_profession,
    true as is_inferred
from mentioned
union all
select
    person_key,
    'spotify' as source_system,
    cast(null as string) as imdb_id,
    name,
    cast(null as int) as birth_year,
    cast(null as int) as death_year,
    'artist' as primary_profession,
    false as is_inferred
from {{ ref('int_spotify__artists') }}
union all
select
    -1 as person_key,
    cast(null as string) as source_system,
    cast(null as string) as imdb_id,
    'Unknown' as name,
    cast(null as int) as birth_year,
    cast(null as int) as death_year,
    cast(null as string) as primary_profession,
    false as is_inferred
