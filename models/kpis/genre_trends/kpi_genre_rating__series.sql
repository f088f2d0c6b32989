-- KPI 12 over the snapshots: the headline genre's mean shrunken rating.
select
    'genre_rating' as kpi_id,
    'imdb_votes' as basis,
    headline.snapshot_date as period_start,
    headline.snapshot_date as period_end,
    headline.mean_rating as value,
    headline.titles as n,
    greatest(headline.mean_rating - {{ z_975() }} * headline.mean_se, 1.0) as ci_low,
    least(headline.mean_rating + {{ z_975() }} * headline.mean_se, 10.0) as ci_high,
    coverage.genre_coverage as coverage,
    false as is_estimated
from {{ ref('int_genre_rating_headline') }} as headline
inner join {{ ref('int_ratings_coverage') }} as coverage using (snapshot_date_key)
