-- The home region's current offers by the lens of votes: each title's IMDb votes are split over the platforms that carry it.
with current_load as (
    select
        data_mode,
        snapshot_date
    from {{ ref('fact_source_load') }}
    where table_name = 'imdb_title_ratings' and status = 'present'
),

rated as (
    select
        ratings.title_key,
        ratings.num_votes
    from {{ ref('fact_ratings') }} as ratings
    inner join {{ ref('dim_date') }} as dates on ratings.snapshot_date_key = dates.date_key
    inner join current_load
        on ratings.data_mode = current_load.data_mode and dates.date_day = current_load.snapshot_date
),

split as (
    select
        carried.platform_group,
        cast(coalesce(rated.num_votes, 0) as double) / carried.platforms as votes
    from {{ ref('int_platform_titles') }} as carried
    left join rated using (title_key)
    where carried.is_home_region and carried.snapshots_back = 0
),

platforms as (
    select
        platform_group,
        sum(votes) as split_votes
    from split
    group by platform_group
)

select
    platform_group,
    split_votes,
    sum(split_votes) over () as region_votes
from platforms
