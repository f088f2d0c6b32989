with tracks as (
    select * from {{ ref('int_spotify__tracks') }}
)

select
    source_title_key,
    'spotify' as source_system,
    source_title_id,
    cast(null as string) as imdb_id,
    cast(null as bigint) as tmdb_id,
    'track' as title_type,
    -- a track is no film and no series: it stays a title of its own
    cast(null as string) as match_kind,
    cast(null as string) as match_title,
    coalesce(track_name, 'Unknown') as primary_title,
    cast(null as string) as original_title,
    cast(null as boolean) as is_adult,
    cast(year(release_date) as int) as start_year,
    first_charted as released_by,
    release_date,
    cast(null as int) as end_year,
    cast(null as int) as runtime_minutes,
    cast(null as bigint) as parent_source_title_key,
    cast(null as int) as season_number,
    cast(null as double) as match_weight
from tracks
