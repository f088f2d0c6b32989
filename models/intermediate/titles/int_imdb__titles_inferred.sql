-- A title for every id that another file mentions and title.basics lacks. title.crew makes none: it is only reconciled.
{{ config(materialized='table') }}

select
    record_key as title_key,
    min(record_id) as title_id,
    'unknown' as title_type,
    'Unknown' as primary_title,
    cast(null as string) as original_title,
    cast(null as boolean) as is_adult,
    cast(null as int) as start_year,
    cast(null as int) as end_year,
    cast(null as int) as runtime_minutes,
    cast(null as string) as genres,
    true as is_inferred
from {{ ref('int_imdb__ids_dangling') }}
where member = 'title' and table_name != 'imdb_title_crew'
group by record_key
