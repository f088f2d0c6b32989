-- KPI 10: in every release year, the Unknown genre included.
{{ config(group='genre_trends', meta={'kpi_ids': ['genre_popularity_share', 'genre_momentum']}) }}
select start_year, sum(share) as shares, sum(votes) as votes, max(year_votes) as year_votes
from {{ ref('int_genre_year_shares') }}
group by start_year
having abs(sum(share) - 1.0) > 1e-9 or min(share) < 0 or abs(sum(votes) / max(year_votes) - 1.0) > 1e-9
