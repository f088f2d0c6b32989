-- Per title and snapshot: how much its rating is shrunk, and how far the title pulls the overall mean C that it is shrunk towards (the linearised value of C).
{% set prior_votes = var('genre_rating_prior_votes') | float %}

with rated as (
    select * from {{ ref('int_ratings_counted') }}
),

snapshots as (
    select
        snapshot_date_key,
        count(*) as all_titles,
        sum(cast(num_votes as double)) as all_votes,
        sum(num_votes * avg_rating) / sum(cast(num_votes as double)) as overall_mean
    from rated
    group by snapshot_date_key
)

select
    rated.title_key,
    rated.snapshot_date_key,
    rated.snapshot_date,
    rated.snapshots_back,
    snapshots.all_titles,
    snapshots.overall_mean,
    rated.avg_rating,
    rated.weighted_rating,
    {{ prior_votes }} / (rated.num_votes + {{ prior_votes }}) as shrinkage,
    rated.num_votes * (rated.avg_rating - snapshots.overall_mean) / snapshots.all_votes as pull
from rated
inner join snapshots using (snapshot_date_key)
