-- The titles of title.basics. Of a shifted row, what stands right of the gap is another column's value, so it is null here.
select
    title_key,
    title_id,
    title_type,
    primary_title,
    original_title,
    is_adult,
    case when not is_shifted then start_year end as start_year,
    case when not is_shifted then end_year end as end_year,
    case when not is_shifted then runtime_minutes end as runtime_minutes,
    case when not is_shifted then genres end as genres,
    false as is_inferred
from {{ ref('int_imdb__titles_deduplicated') }}
