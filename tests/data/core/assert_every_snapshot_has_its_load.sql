-- Invariant: every snapshot in the history of ratings is one that the loaders wrote down.
{{ config(meta={'kpi_ids': [
    'genre_popularity_share', 'genre_momentum', 'genre_rating', 'platform_catalogue_share'
]}) }}
with snapshots as (
    select distinct
        snapshot_date_key,
        data_mode
    from {{ ref('fact_ratings') }}
),

loads as (
    select
        {{ date_key('snapshot_date') }} as snapshot_date_key,
        data_mode
    from {{ ref('stg_loads__load_log') }}
    where table_name = 'imdb_title_ratings' and status = 'loaded'
)

select snapshots.*
from snapshots
where not exists (
    select 1 from loads
    where loads.snapshot_date_key = snapshots.snapshot_date_key and loads.data_mode = snapshots.data_mode
)
