with lists as (
    select artist_text
    from {{ ref('int_spotify__tracks') }}
    where artist_separator = '|' and artist_text like '%, %'
),

names as (
    select {{ explode_items(split_items('artist_text', '|')) }} as artist_name
    from lists
)

select trim(artist_name) as artist_name
from names
where artist_name like '%, %'
union
select artist_name
from {{ ref('artist_names') }}
