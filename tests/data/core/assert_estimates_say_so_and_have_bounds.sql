-- An estimate is marked, lies within its bounds and has both; where nothing can be estimated, nothing stands.
{{ config(meta={'kpi_ids': ['total_streams', 'total_views', 'hit_concentration']}) }}
select *
from {{ ref('fact_streaming') }}
where
    is_estimated != (estimate_method in ('loglog_interp', 'lag_profile', 'hours_over_runtime'))
    or (estimate_method = 'not_estimable') != (streams_estimate is null)
    or (streams_estimate is null) != (estimate_lo is null)
    or (streams_estimate is null) != (estimate_hi is null)
    or estimate_lo > streams_estimate
    or estimate_hi < streams_estimate
