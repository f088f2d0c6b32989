-- A load replaces its own snapshot and leaves the others: history is kept, by a full refresh too.
{{ config(
    materialized='incremental',
    full_refresh=false,
    on_schema_change='append_new_columns',
    **replace_partitions(['snapshot_date_key', 'data_mode'])
) }}

with ratings as (
    select * from {{ ref('int_imdb__ratings_current') }}
),

overall as (
    select prior_mean from {{ ref('int_ratings_prior') }}
)

select
    ratings.title_key,
    'imdb' as source_system,
    ratings.avg_rating,
    ratings.num_votes,
    {{ weighted_rating(
        'ratings.num_votes', 'ratings.avg_rating', var('genre_rating_prior_votes'), 'overall.prior_mean'
    ) }} as weighted_rating,
    ratings.snapshot_date_key,
    ratings.data_mode,
    ratings.is_limited
from ratings
cross join overall
