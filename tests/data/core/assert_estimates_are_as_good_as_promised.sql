-- Back-test: the mean relative error of a method that is in use lies within its limit. Above the limit the estimates are
-- worth a look; above twice of it the method is off, so that nothing wrong is printed and the build can go on.
{{ config(severity='warn', meta={'kpi_ids': ['total_streams']}) }}
select *
from {{ ref('int_estimate_method_gate') }}
where n >= {{ var('min_n') }} and mape > mape_limit
