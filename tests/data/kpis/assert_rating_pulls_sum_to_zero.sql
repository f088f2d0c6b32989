-- KPI 12: the linearised values of a mean add up to nothing.
{{ config(group='genre_trends', meta={'kpi_ids': ['genre_rating']}) }}
select snapshot_date_key, sum(pull) as pulls
from {{ ref('int_rating_pulls') }}
group by snapshot_date_key
having abs(sum(pull)) > 1e-9
