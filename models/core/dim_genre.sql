with described as (
    select
        genre_name,
        genre_group
    from {{ ref('genres') }}
),

-- the few thousand lists that there are, not the twelve million titles: a thirtieth of the time
lists as (
    select distinct genres
    from {{ ref('stg_imdb__title_basics') }}
    where genres is not null and not is_shifted
),

found as (
    select distinct {{ explode_items(split_items('genres', ',')) }} as genre_name
    from lists
),

genres as (
    select
        coalesce(described.genre_name, found.genre_name) as genre_name,
        -- a genre that IMDb has added since the seed was written
        coalesce(described.genre_group, 'Other') as genre_group
    from found
    full outer join described on found.genre_name = described.genre_name
)

select
    {{ text_key('imdb', 'genre_name') }} as genre_key,
    genre_name,
    genre_group
from genres
union all
select
    -1 as genre_key,
    'Unknown' as genre_name,
    'Unknown' as genre_group
