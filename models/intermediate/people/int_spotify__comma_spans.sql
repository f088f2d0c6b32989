with lists as (
    select distinct concat(', ', artist_text, ', ') as list_text
    from {{ ref('int_spotify__tracks') }}
    where artist_separator = ', ' and artist_text like '%, %'
),

names as (
    select
        artist_name,
        concat(', ', artist_name, ', ') as in_list
    from {{ ref('int_spotify__comma_names') }}
),

found as (
    select
        lists.list_text,
        names.artist_name,
        substr(lists.list_text, 1, instr(lists.list_text, names.in_list) - 1) as text_before
    from lists
    inner join names on instr(lists.list_text, names.in_list) > 0
),

counted as (
    select
        *,
        cast((length(text_before) - length(replace(text_before, ', ', ''))) / 2 as int) as pieces_before,
        cast((length(artist_name) - length(replace(artist_name, ', ', ''))) / 2 as int) as commas
    from found
)

select
    substr(list_text, 3, length(list_text) - 4) as artist_text,
    pieces_before + 1 as first_position,
    -- of names that begin alike, such as a trio's and the later quartet's, the longest
    max(pieces_before + 1 + commas) as last_position,
    max_by(artist_name, commas) as artist_name
from counted
group by list_text, pieces_before
