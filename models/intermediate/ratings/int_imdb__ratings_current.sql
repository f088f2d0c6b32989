-- The current load's ratings with the snapshot they belong to. Without a load there are none.
with ratings as (
    select * from {{ ref('int_imdb__ratings_deduplicated') }}
),

current_load as (
    select
        data_mode,
        is_limited,
        {{ date_key('snapshot_date') }} as snapshot_date_key
    from {{ ref('int_loads_current') }}
    where table_name = 'imdb_title_ratings'
)

select
    ratings.title_key,
    current_load.snapshot_date_key,
    current_load.data_mode,
    current_load.is_limited,
    ratings.avg_rating,
    ratings.num_votes
from ratings
cross join current_load
