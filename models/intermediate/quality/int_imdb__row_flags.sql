-- How many rows of each raw table carry which flag. Flagged rows stay; only keyless ones and further copies reach no
-- dimension and no fact.
{{ config(materialized='table') }}

{% set no_key = 'title_key is null' %}
{% set flags = {
    'name_basics': {'keyless': 'person_key is null', 'cast_failure': 'has_cast_failure', 'repeated': ''},
    'title_akas': {'keyless': no_key, 'cast_failure': 'has_cast_failure', 'dangling_title': ''},
    'title_basics': {
        'keyless': no_key, 'cast_failure': 'has_cast_failure', 'shifted': 'is_shifted', 'repeated': ''
    },
    'title_crew': {'keyless': no_key, 'dangling_title': ''},
    'title_episode': {
        'keyless': no_key, 'cast_failure': 'has_cast_failure', 'repeated': '',
        'dangling_title': '', 'dangling_parent_title': ''
    },
    'title_principals': {
        'keyless': no_key ~ ' or billing_order is null', 'repeated': '', 'dangling_title': '', 'dangling_person': ''
    },
    'title_ratings': {'keyless': no_key, 'cast_failure': 'has_cast_failure', 'repeated': '', 'dangling_title': ''},
} %}

with counted as (
    {%- for table, conditions in flags.items() %}
    {%- set last_table = loop.last %}
    {%- for flag, condition in conditions.items() %}
    {%- set of_table = "table_name = 'imdb_" ~ table ~ "'" %}
    {%- if condition %}
    {%- set measure, relation = 'count(*)', ref('stg_imdb__' ~ table) %}
    {%- elif flag == 'repeated' %}
    {%- set measure, relation = 'coalesce(sum(copies - 1), 0)', ref('int_imdb__keys_repeated') %}
    {%- set condition = of_table %}
    {%- else %}
    {%- set measure, relation = 'coalesce(sum(mentions), 0)', ref('int_imdb__ids_dangling') %}
    {%- set condition = of_table ~ " and column_name = '" ~ flag | replace('dangling_', '') ~ "_id'" %}
    {%- endif %}
    select
        'imdb_{{ table }}' as table_name,
        '{{ flag }}' as flag,
        {{ measure }} as flagged_rows
    from {{ relation }}
    where {{ condition }}
    {{ 'union all' if not (loop.last and last_table) }}
    {%- endfor %}
    {%- endfor %}
),

{{ flag_shares('imdb', flags) }}
