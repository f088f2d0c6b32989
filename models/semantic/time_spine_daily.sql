-- Every day of the calendar, once: MetricFlow lays its metrics on it. dim_date has the Unknown day beside them.
{{ config(materialized='view', schema='semantic', contract={'enforced': true}, tags=['semantic']) }}

select date_day
from {{ ref('dim_date') }}
where date_day is not null
