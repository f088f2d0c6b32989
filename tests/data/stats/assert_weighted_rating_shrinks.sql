-- No votes give C, many votes give R, and more votes never move away from R.
{{ config(meta={'kpi_ids': ['genre_rating']}) }}
with cases as (
    select
        votes,
        {{ weighted_rating('votes', '9.0', '1000', '6.0') }} as rating
    from (values (0), (1), (1000), (1000000000)) as given (votes)
),

expected as (
    select *
    from (
        values (0, 6.0, 6.0), (1, 6.0, 6.1), (1000, 7.5, 7.5), (1000000000, 8.99, 9.0)
    ) as wanted (votes, low, high)
)

select cases.votes, cases.rating, expected.low, expected.high
from cases
inner join expected using (votes)
where cases.rating not between expected.low and expected.high
