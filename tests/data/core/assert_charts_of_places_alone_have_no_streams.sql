-- No streams of a viral chart or a country's Top 10: there is nothing to estimate them from.
{{ config(meta={'kpi_ids': ['total_streams', 'total_views', 'hit_concentration']}) }}
select *
from {{ ref('fact_streaming') }}
where measure_basis in ('chart_rank_only', 'netflix_top10_rank_only') and streams_estimate is not null
