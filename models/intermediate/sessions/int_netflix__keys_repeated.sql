-- Keys that stand more than once in a raw table of the watch history, and how many different rows they stand for.
{{ config(materialized='table') }}

{% set keys = {
    'users': 'subscriber_key',
    'movies': 'source_title_key',
    'watch_history': 'session_key',
    'clickstream': 'session_key',
} %}

with
{%- for table, key in keys.items() %}
{{ table }}_copies as (
    select
        {{ key }} as record_key,
        count(*) as copies
    from {{ ref('stg_netflix__' ~ table) }}
    where {{ key }} is not null
    group by {{ key }}
    having count(*) > 1
),

{{ table }}_contents as (
    select distinct
        copies.record_key,
        copies.copies,
        records.*
    from {{ ref('stg_netflix__' ~ table) }} as records
    inner join {{ table }}_copies as copies on records.{{ key }} = copies.record_key
){{ ',' if not loop.last }}
{% endfor %}

{%- for table in keys %}
select
    'netflix_{{ table }}' as table_name,
    record_key,
    0 as ordinal,
    copies,
    count(*) as contents
from {{ table }}_contents
group by record_key, copies
{{ 'union all' if not loop.last }}
{%- endfor %}
