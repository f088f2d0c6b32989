-- The ratings of the titles that count, in the latest snapshots: what the three genre KPIs are made from.
with current_load as (
    select
        data_mode,
        snapshot_date,
        is_limited
    from {{ ref('fact_source_load') }}
    where table_name = 'imdb_title_ratings' and status = 'present'
),

ratings as (
    select * from {{ ref('fact_ratings') }}
),

titles as (
    select
        dim_title.title_key,
        dim_title.start_year
    from {{ ref('dim_title') }} as dim_title
    inner join {{ ref('title_types') }} as title_types using (title_type)
    where title_types.is_counted and not coalesce(dim_title.is_adult, false)
),

snapshots as (
    select
        taken.data_mode,
        taken.snapshot_date_key,
        dates.date_day as snapshot_date,
        row_number() over (order by taken.snapshot_date_key desc) as snapshots_back
    from (
        select distinct
            data_mode,
            snapshot_date_key,
            coalesce(is_limited, false) as is_limited
        from ratings
    ) as taken
    inner join {{ ref('dim_date') }} as dates on taken.snapshot_date_key = dates.date_key
    inner join current_load
        on taken.data_mode = current_load.data_mode and dates.date_day <= current_load.snapshot_date
    -- a load with a row limit is of other titles: it is compared with nothing, and nothing with it
    where dates.date_day = current_load.snapshot_date or not (taken.is_limited or current_load.is_limited)
)

select
    ratings.title_key,
    ratings.snapshot_date_key,
    snapshots.snapshot_date,
    snapshots.snapshots_back - 1 as snapshots_back,
    titles.start_year,
    ratings.avg_rating,
    ratings.num_votes,
    ratings.weighted_rating
from ratings
inner join snapshots using (data_mode, snapshot_date_key)
inner join titles using (title_key)
where snapshots.snapshots_back <= {{ var('genre_rating_snapshots') }} and ratings.num_votes > 0
