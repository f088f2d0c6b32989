-- Integrity: every country of the watch history has its region.
-- a country under a new name is news, not an error: the seed region_aliases wants a line
{{ config(severity='warn') }}

select
    country,
    count(*) as sessions
from {{ ref('int_watch_sessions') }}
where region_key = -1 and country is not null
group by country
union all
select
    country,
    count(*) as sessions
from {{ ref('int_subscribers_current') }}
where region_key = -1 and country is not null
group by country
