{{ config(materialized='table') }}

with spellings as (
    select
        source_title_id,
        track_name,
        artist_text,
        artist_separator,
        max(track_id) as track_id,
        max(release_date) as release_date,
        min(chart_start) as first_charted,
        max(chart_end) as last_charted
    from {{ ref('int_spotify__charts_unioned') }}
    where is_readable
    group by source_title_id, track_name, artist_text, artist_separator
),

ranked as (
    select
        *,
        max(release_date) over (partition by source_title_id) as release_day,
        min(first_charted) over (partition by source_title_id) as first_day,
        -- artists apart for certain, then the longest list (a format may name the first artist alone), then the
        -- latest spelling; names break ties
        row_number() over (
            partition by source_title_id
            order by
                case when artist_separator = '|' then 0 else 1 end,
                length(artist_text) desc nulls last,
                last_charted desc,
                artist_text,
                track_name
        ) as turn
    from spellings
)

select
    {{ text_key('spotify', 'source_title_id') }} as source_title_key,
    source_title_id,
    track_id,
    track_name,
    artist_text,
    artist_separator,
    release_day as release_date,
    first_day as first_charted
from ranked
where turn = 1
