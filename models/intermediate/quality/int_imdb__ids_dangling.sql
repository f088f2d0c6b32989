-- Ids that a file mentions and the file of their own kind lacks, once per file and column.
{{ config(materialized='table') }}

{% set mentions = [
    ('title_ratings', 'title', 'title'),
    ('title_principals', 'title', 'title'),
    ('title_principals', 'person', 'person'),
    ('title_akas', 'title', 'title'),
    ('title_episode', 'title', 'title'),
    ('title_episode', 'title', 'parent_title'),
    ('title_crew', 'title', 'title'),
] %}

with title_blocks as (
    select
        {{ key_block('title_key') }} as key_block,
        bit_or({{ key_bit('title_key') }}) as known_keys
    from {{ ref('stg_imdb__title_basics') }}
    where title_key is not null
    group by 1
),

person_blocks as (
    select
        {{ key_block('person_key') }} as key_block,
        bit_or({{ key_bit('person_key') }}) as known_keys
    from {{ ref('stg_imdb__name_basics') }}
    where person_key is not null
    group by 1
)

{% for table, member, id in mentions %}
select
    'imdb_{{ table }}' as table_name,
    '{{ id }}_id' as column_name,
    '{{ member }}' as member,
    mentions.{{ id }}_key as record_key,
    min(mentions.{{ id }}_id) as record_id,
    count(*) as mentions
from {{ ref('stg_imdb__' ~ table) }} as mentions
left join {{ member }}_blocks on {{ key_block('mentions.' ~ id ~ '_key') }} = {{ member }}_blocks.key_block
where
    mentions.{{ id }}_key is not null
    and coalesce({{ member }}_blocks.known_keys, 0) & {{ key_bit('mentions.' ~ id ~ '_key') }} = 0
group by mentions.{{ id }}_key
{{ 'union all' if not loop.last }}
{% endfor %}
