-- Each genre's share of the votes for the titles of one release year, with its standard error. Genres without a title in a year stand there with zero.
with credits as (
    select * from {{ ref('int_genre_year_votes') }}
),

genres as (
    select distinct
        credits.genre_key,
        dim_genre.genre_name
    from credits
    inner join {{ ref('dim_genre') }} as dim_genre using (genre_key)
),

shares as (
    select
        years.*,
        genres.genre_key,
        genres.genre_name,
        coalesce(credits.titles, 0) as titles,
        coalesce(credits.votes, 0.0) as votes,
        coalesce(credits.votes, 0.0) / years.year_votes as share,
        coalesce(credits.wvv, 0.0) as wvv,
        coalesce(credits.wwvv, 0.0) as wwvv,
        coalesce(credits.w1v4, 0.0) as w1v4,
        coalesce(credits.w2v4, 0.0) as w2v4,
        coalesce(credits.w3v4, 0.0) as w3v4,
        coalesce(credits.w4v4, 0.0) as w4v4
    from {{ ref('int_release_years') }} as years
    cross join genres
    left join credits
        on years.start_year = credits.start_year and genres.genre_key = credits.genre_key
),

-- Σ ((w − share) · v)² and ()⁴ over all titles of the year, those of other genres (w = 0) included
deviations as (
    select
        *,
        wwvv - 2.0 * share * wvv + share * share * year_votes_squared as squares,
        {{ horner(['year_votes_fourth', '-4.0 * w1v4', '6.0 * w2v4', '-4.0 * w3v4', 'w4v4'], 'share') }}
            as fourths
    from shares
),

errors as (
    select
        *,
        {{ linearised_se('squares', 'year_titles') }} / year_votes as share_se,
        {{ satterthwaite_df('squares', 'fourths', 'year_titles') }} as share_df
    from deviations
)

select
    genre_key,
    genre_name,
    start_year,
    years_back,
    titles,
    year_titles,
    votes,
    year_votes,
    share,
    share_se,
    share_df,
    {{ logit_low('share', 'share_se', t_975('share_df')) }} as share_low,
    {{ logit_high('share', 'share_se', t_975('share_df')) }} as share_high
from errors
