-- A row is a release year that the genre KPIs look at, with the votes for its titles. The last that is over is the headline year.
with rated as (
    select
        start_year,
        snapshot_date,
        cast(num_votes as double) as votes
    from {{ ref('int_ratings_counted') }}
    where snapshots_back = 0
),

years as (
    select
        start_year,
        {{ last_complete_year('max(snapshot_date)') }} as headline_year,
        count(*) as year_titles,
        sum(votes) as year_votes,
        sum(votes * votes) as year_votes_squared,
        sum(power(votes, 4)) as year_votes_fourth
    from rated
    group by start_year
)

select
    start_year,
    cast(headline_year - start_year as int) as years_back,
    year_titles,
    year_votes,
    year_votes_squared,
    year_votes_fourth
from years
where start_year between headline_year - {{ var('genre_series_years') }} and headline_year
