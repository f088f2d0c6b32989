-- KPI 12: min(R, C) ≤ WR ≤ max(R, C), and the shrinking uses the same C as the KPI.
{{ config(group='genre_trends', meta={'kpi_ids': ['genre_rating']}) }}
select title_key, snapshot_date_key, avg_rating, weighted_rating, overall_mean, shrinkage
from {{ ref('int_rating_pulls') }}
where
    weighted_rating < least(avg_rating, overall_mean) - 1e-9
    or weighted_rating > greatest(avg_rating, overall_mean) + 1e-9
    or (
        snapshots_back = 0
        and abs(weighted_rating - ((1 - shrinkage) * avg_rating + shrinkage * overall_mean)) > 1e-9
    )
