-- The genre-weighted mean of the shrunken ratings, per genre and snapshot, with its standard error. C is estimated from the same titles: its error counts.
with pulls as (
    select * from {{ ref('int_rating_pulls') }}
),

weighted as (
    select
        pulls.*,
        bridge.genre_key,
        bridge.genre_weight as w
    from pulls
    inner join {{ ref('bridge_title_genre') }} as bridge using (title_key)
),

means as (
    select
        snapshot_date_key,
        genre_key,
        count(*) as titles,
        sum(w) as weight,
        sum(w * weighted_rating) as rating_sum,
        sum(w * avg_rating) / sum(w) as raw_mean,
        sum(w * weighted_rating) / sum(w) as mean_rating,
        sum(w * shrinkage) / sum(w) as mean_shrinkage
    from weighted
    group by snapshot_date_key, genre_key
),

spread as (
    select
        weighted.snapshot_date_key,
        weighted.genre_key,
        sum(
            power(weighted.w * (weighted.weighted_rating - means.mean_rating) / means.weight, 2)
        ) as own_squared,
        sum(
            weighted.w * (weighted.weighted_rating - means.mean_rating) / means.weight * weighted.pull
        ) as own_times_pull
    from weighted
    inner join means
        on weighted.snapshot_date_key = means.snapshot_date_key and weighted.genre_key = means.genre_key
    group by weighted.snapshot_date_key, weighted.genre_key
),

snapshots as (
    select
        snapshot_date_key,
        snapshot_date,
        snapshots_back,
        max(all_titles) as all_titles,
        sum(pull * pull) as pull_squared
    from pulls
    group by snapshot_date_key, snapshot_date, snapshots_back
)

select
    means.*,
    dim_genre.genre_name,
    snapshots.snapshot_date,
    snapshots.snapshots_back,
    -- Σ over all titles of (own + mean_shrinkage · pull)², own being zero outside the genre
    {{ linearised_se(
        '(own_squared + 2.0 * mean_shrinkage * own_times_pull + mean_shrinkage * mean_shrinkage * pull_squared)', 'all_titles'
    ) }} as mean_se
from means
inner join spread using (snapshot_date_key, genre_key)
inner join snapshots using (snapshot_date_key)
inner join {{ ref('dim_genre') }} as dim_genre using (genre_key)
