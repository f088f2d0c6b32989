-- KPI 12 over the snapshots: the headline genre's mean shrunken rating.
select
    'genre_rating' as kpi_id,
    'imdb_votes' as basis,
    snapshot_date as period_start,
    snapshot_date as period_end,
    mean_rating as value,
    titles as n,
    greatest(mean_rating - {{ z_975() }} * mean_se, 1.0) as ci_low,
    least(mean_rating + {{ z_975() }} * mean_se, 10.0) as ci_high
from {{ ref('int_genre_rating_headline') }}
