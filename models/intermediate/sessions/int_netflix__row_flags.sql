-- How many rows of each raw table carry which flag. Flagged rows stay; only keyless ones and further copies reach no
-- dimension and no fact.
{{ config(materialized='table') }}

{% set flags = {
    'users': {
        'keyless': 'subscriber_key is null', 'cast_failure': 'has_cast_failure', 'age_implausible': 'is_age_implausible'
    },
    'movies': {'keyless': 'source_title_key is null', 'cast_failure': 'has_cast_failure'},
    'watch_history': {
        'keyless': 'session_key is null', 'cast_failure': 'has_cast_failure',
        'duration_implausible': 'is_duration_implausible', 'progress_implausible': 'is_progress_implausible'
    },
    'clickstream': {
        'keyless': 'session_key is null', 'cast_failure': 'has_cast_failure', 'duration_unknown': 'is_duration_unknown'
    },
} %}

with counted as (
    {%- for table, conditions in flags.items() %}
    {%- for flag, condition in conditions.items() %}
    select
        'netflix_{{ table }}' as table_name,
        '{{ flag }}' as flag,
        count(*) as flagged_rows
    from {{ ref('stg_netflix__' ~ table) }}
    where {{ condition }}
    union all
    {%- endfor %}
    {%- for flag, surplus in {'repeated': 'copies - 1', 'conflicting': 'contents - 1'}.items() %}
    select
        'netflix_{{ table }}' as table_name,
        '{{ flag }}' as flag,
        coalesce(sum({{ surplus }}), 0) as flagged_rows
    from {{ ref('int_netflix__keys_repeated') }}
    where table_name = 'netflix_{{ table }}'
    {{ 'union all' if not loop.last }}
    {%- endfor %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

{{ flag_shares('netflix', flags) }}
