-- Each genre's share of the votes for the titles of one release year, with its standard error. Genres without a title in a year stand there with zero.
with rated as (
    select
        title_key,
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
),

windowed as (
    select * from years
    where start_year between headline_year - {{ var('genre_series_years') }} and headline_year
),

credits as (
    select
        rated.start_year,
        bridge.genre_key,
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
    group by rated.start_year, bridge.genre_key
),

genres as (
    select distinct
        credits.genre_key,
        dim_genre.genre_name
    from credits
    inner join windowed using (start_year)
    inner join {{ ref('dim_genre') }} as dim_genre using (genre_key)
),

shares as (
    select
        windowed.*,
        genres.genre_key,
        genres.genre_name,
        coalesce(credits.titles, 0) as titles,
        coalesce(credits.votes, 0.0) as votes,
        coalesce(credits.votes, 0.0) / windowed.year_votes as share,
        coalesce(credits.wvv, 0.0) as wvv,
        coalesce(credits.wwvv, 0.0) as wwvv,
        coalesce(credits.w1v4, 0.0) as w1v4,
        coalesce(credits.w2v4, 0.0) as w2v4,
        coalesce(credits.w3v4, 0.0) as w3v4,
        coalesce(credits.w4v4, 0.0) as w4v4
    from windowed
    cross join genres
    left join credits
        on windowed.start_year = credits.start_year and genres.genre_key = credits.genre_key
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
    cast(headline_year - start_year as int) as years_back,
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
