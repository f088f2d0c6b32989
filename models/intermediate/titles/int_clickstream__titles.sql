-- The films of the clickstream: it names them in every click, so of a film's names and days the most frequent ones stand here.
{{ config(materialized='table') }}

with names as (
    select
        source_title_key,
        source_title_id,
        title,
        release_date,
        count(*) as clicks
    from {{ ref('int_clickstream__clicks_deduplicated') }}
    where source_title_key is not null
    group by source_title_key, source_title_id, title, release_date
),

ranked as (
    select
        *,
        cast(sum(clicks) over (partition by source_title_key) as double) as all_clicks,
        -- name and day, then the id itself, break ties between equally frequent ones
        row_number() over (
            partition by source_title_key order by clicks desc, title, release_date, source_title_id
        ) as name_rank
    from names
)

select
    source_title_key,
    'vodclickstream' as source_system,
    source_title_id,
    cast(null as string) as imdb_id,
    cast(null as bigint) as tmdb_id,
    'film' as title_type,
    'film' as match_kind,
    title as match_title,
    coalesce(title, 'Unknown') as primary_title,
    cast(null as string) as original_title,
    cast(null as boolean) as is_adult,
    cast(year(release_date) as int) as start_year,
    cast(null as date) as released_by,
    release_date,
    cast(null as int) as end_year,
    cast(null as int) as runtime_minutes,
    cast(null as bigint) as parent_source_title_key,
    cast(null as int) as season_number,
    all_clicks as match_weight
from ranked
where name_rank = 1
