-- The lists of genres that titles have, each list once, split into genres: a few thousand lists instead of 12 million.
{{ config(materialized='table') }}

with lists as (
    select distinct genres from {{ ref('stg_imdb__title_basics') }}
    where genres is not null
),

split as (
    select
        genres,
        {{ explode_items(split_items('genres', ',')) }} as genre_name
    from lists
),

named as (
    select distinct
        genres,
        genre_name
    from split
    where genre_name != ''
)

select
    genres,
    {{ text_key('imdb', 'genre_name') }} as genre_key,
    genre_name,
    cast(1 as double) / count(*) over (partition by genres) as genre_weight
from named
