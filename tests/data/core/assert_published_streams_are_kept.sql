-- KPI 2: a published figure is the estimate, and nothing else is called published.
{{ config(meta={'kpi_ids': ['total_streams', 'total_views', 'hit_concentration']}) }}
select *
from {{ ref('fact_streaming') }}
where
    (streams_published is not null) != (estimate_method = 'published')
    or (
        streams_published is not null
        and (is_estimated or streams_estimate is null or streams_estimate != streams_published)
    )
