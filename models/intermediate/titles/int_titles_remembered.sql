-- What was last known of each title that ever had a rating: history may need it when the source has dropped the title.
-- Rows are only ever added, when a title is new or has changed; a full refresh leaves them.
{{ config(materialized='incremental', incremental_strategy='append', full_refresh=false) }}

{% set attributes = ['title_type', 'primary_title', 'start_year', 'is_adult'] %}

with rated as (
    select
        titles.title_key,
        titles.title_id,
        titles.{{ attributes | join(',\n        titles.') }},
        titles.is_inferred
    from {{ ref('int_imdb__titles_current') }} as titles
    inner join {{ ref('int_imdb__ratings_current') }} as ratings on titles.title_key = ratings.title_key
),

{%- if is_incremental() %}

versions as (
    select
        *,
        -- a run adds at most one row a title, so its time is a total order
        row_number() over (partition by title_key order by remembered_at desc) as recency
    from {{ this }}
),

news as (
    select rated.*
    from rated
    left join versions on rated.title_key = versions.title_key and versions.recency = 1
    where
        versions.title_key is null
        -- an inferred member knows nothing that could take the place of what was known
        or not rated.is_inferred and (
            {%- for attribute in attributes %}
            {{ 'or ' if not loop.first }}rated.{{ attribute }} is distinct from versions.{{ attribute }}
            {%- endfor %}
        )
)
{%- else %}

news as (
    select * from rated
)
{%- endif %}

select
    title_key,
    title_id,
    {{ attributes | join(',\n    ') }},
    cast('{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S.%f") }}' as timestamp) as remembered_at
from news
