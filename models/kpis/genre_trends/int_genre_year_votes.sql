-- A row is a genre in a release year of which it has titles: its votes, and the sums that the error of its share is made from.
with rated as (
    select
        title_key,
        start_year,
        cast(num_votes as double) as votes
    from {{ ref('int_ratings_counted') }}
    where snapshots_back = 0
)

select
    bridge.genre_key,
    rated.start_year,
    count(*) as titles,
    sum(bridge.genre_weight * rated.votes) as votes,
    sum(bridge.genre_weight * rated.votes * rated.votes) as wvv,
    sum(bridge.genre_weight * bridge.genre_weight * rated.votes * rated.votes) as wwvv,
    sum(bridge.genre_weight * power(rated.votes, 4)) as w1v4,
    sum(power(bridge.genre_weight, 2) * power(rated.votes, 4)) as w2v4,
    sum(power(bridge.genre_weight, 3) * power(rated.votes, 4)) as w3v4,
    sum(power(bridge.genre_weight * rated.votes, 4)) as w4v4
from rated
inner join {{ ref('bridge_title_genre') }} as bridge using (title_key)
inner join {{ ref('int_release_years') }} as years using (start_year)
group by bridge.genre_key, rated.start_year
