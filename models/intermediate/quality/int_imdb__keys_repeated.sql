-- Keys that stand more than once in a raw table of which they are the key. The loaders count such rows, so a table is searched
-- only if its load has any, or no load speaks for it; else these are 130 M keys to group for nothing.
{{ config(materialized='table') }}

{% set keyed = [
    ('title_basics', ['title_key']),
    ('title_episode', ['title_key']),
    ('title_ratings', ['title_key']),
    ('title_principals', ['title_key', 'billing_order']),
    ('name_basics', ['person_key']),
] %}

{% for table, key in keyed %}
select
    'imdb_{{ table }}' as table_name,
    {{ key[0] }} as record_key,
    {{ key[1] if key | length > 1 else 0 }} as ordinal,
    count(*) as copies
from {{ ref('stg_imdb__' ~ table) }}
where
    {{ key | join(' is not null and ') }} is not null
    and (
        select coalesce(max(coalesce(loads.rows_duplicate, 1)), 1)
        from {{ ref('int_loads_current') }} as loads
        where loads.table_name = 'imdb_{{ table }}'
    ) > 0
group by {{ key | join(', ') }}
having count(*) > 1
{{ 'union all' if not loop.last }}
{% endfor %}
