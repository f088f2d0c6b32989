-- KPI 10 over the release years: the headline genre's share.
with headline as (
    select
        headline_member as genre_name,
        coverage
    from {{ ref('kpi_genre_popularity_share') }}
)

select
    'genre_popularity_share' as kpi_id,
    'imdb_votes' as basis,
    make_date(shares.start_year, 1, 1) as period_start,
    make_date(shares.start_year, 12, 31) as period_end,
    shares.share as value,
    shares.year_titles as n,
    shares.share_low as ci_low,
    shares.share_high as ci_high,
    -- all years are read from the one snapshot
    headline.coverage,
    false as is_estimated
from {{ ref('int_genre_year_shares') }} as shares
inner join headline using (genre_name)
where shares.year_titles >= {{ var('min_n') }}
