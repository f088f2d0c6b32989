-- C of the weighted rating: the vote-weighted mean of the current load over the titles that count. Always one row.
{{ config(materialized='table') }}

with counted as (
    select titles.title_key
    -- retired titles too: one whose row in title.basics is missing today still has its rating
    from {{ ref('int_titles_unioned') }} as titles
    inner join {{ ref('title_types') }} as title_types on titles.title_type = title_types.title_type
    where title_types.is_counted and not coalesce(titles.is_adult, false)
),

ratings as (
    select
        ratings.avg_rating,
        cast(ratings.num_votes as double) as num_votes
    from {{ ref('int_imdb__ratings_current') }} as ratings
    inner join counted using (title_key)
    where ratings.avg_rating is not null and ratings.num_votes > 0
)

select
    count(*) as titles,
    sum(num_votes) as votes,
    sum(avg_rating * num_votes) / sum(num_votes) as prior_mean
from ratings
