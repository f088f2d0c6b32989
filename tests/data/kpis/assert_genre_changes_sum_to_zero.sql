-- KPI 11: what one genre gains the others lose.
{{ config(group='genre_trends', meta={'kpi_ids': ['genre_momentum']}) }}
select start_year, sum(change) as changes
from {{ ref('int_genre_changes') }}
group by start_year
having abs(sum(change)) > 1e-9
