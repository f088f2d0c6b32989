{{ config(materialized='table') }}

with tracks as (
    select * from {{ ref('int_spotify__tracks') }}
    where artist_text is not null
),

spans as (
    select * from {{ ref('int_spotify__comma_spans') }}
),

lists as (
    select
        artist_text,
        artist_separator,
        length(artist_text) - length(replace(artist_text, artist_separator, '')) as separating
    from tracks
    group by artist_text, artist_separator
),

numbered as (
    select
        artist_text,
        artist_separator,
        {{ explode_items(numbers_to('cast(separating / length(artist_separator) as int) + 1')) }} as position
    from lists
),

named as (
    select
        numbered.artist_text,
        numbered.artist_separator,
        numbered.position,
        trim(coalesce(
            spans.artist_name,
            split_part(numbered.artist_text, numbered.artist_separator, numbered.position)
        )) as name
    from numbered
    left join spans
        on
            numbered.artist_text = spans.artist_text
            and numbered.artist_separator = ', '
            and numbered.position between spans.first_position and spans.last_position
    where spans.first_position is null or numbered.position = spans.first_position
)

select
    tracks.source_title_key,
    cast(
        -- no two pieces have one position
        row_number() over (partition by tracks.source_title_key order by named.position) as int
    ) as billing_order,
    {{ text_key('spotify', 'lower(named.name)') }} as person_key,
    named.name
from tracks
inner join named using (artist_text, artist_separator)
where named.name != ''
