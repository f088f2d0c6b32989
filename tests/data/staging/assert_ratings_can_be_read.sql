-- Integrity: a file whose ratings or votes are no numbers must not come into the history of the ratings.
{{ config(meta={'kpi_ids': ['genre_popularity_share', 'genre_momentum', 'genre_rating']}) }}
with counted as (
    select
        count(*) as ratings,
        sum(case when avg_rating is null or num_votes is null then 1 else 0 end) as unreadable
    from {{ ref('stg_imdb__title_ratings') }}
)

select * from counted
where unreadable > 0.01 * ratings
