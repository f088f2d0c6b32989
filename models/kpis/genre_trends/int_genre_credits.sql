-- A row is a counted title's part in one of its genres at a snapshot, beside the votes for all titles of its release year. Genres without a title in a
-- release year stand there with a part of 0 in no title (-1), so that their share is 0.
{{ config(materialized='view') }}

with rated as (
    select * from {{ ref('int_ratings_counted') }}
),

years as (
    select
        snapshot_date,
        snapshots_back,
        start_year,
        sum(cast(num_votes as double)) as year_votes
    from rated
    group by snapshot_date, snapshots_back, start_year
),

credits as (
    select
        rated.*,
        bridge.genre_key,
        bridge.genre_weight
    from rated
    inner join {{ ref('bridge_title_genre') }} as bridge using (title_key)
),

release_years as (
    select years.*
    from years
    inner join {{ ref('int_release_years') }} as release_years using (start_year)
    where years.snapshots_back = 0
),

genres as (
    select distinct credits.genre_key
    from credits
    inner join release_years using (start_year, snapshots_back)
)

select
    credits.title_key,
    credits.genre_key,
    credits.snapshot_date,
    credits.snapshots_back,
    credits.start_year,
    credits.genre_weight,
    credits.num_votes,
    credits.weighted_rating,
    years.year_votes
from credits
-- a title whose year is not known has no votes to be compared with
left join years using (snapshots_back, start_year)

union all

select
    -1 as title_key,
    genres.genre_key,
    release_years.snapshot_date,
    release_years.snapshots_back,
    release_years.start_year,
    cast(0 as double) as genre_weight,
    0 as num_votes,
    cast(null as double) as weighted_rating,
    release_years.year_votes
from release_years
cross join genres
