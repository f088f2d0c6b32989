-- Under which id each source has a title of the star; IMDb's own ids stand in dim_title.
select
    source_system,
    source_title_id,
    title_key,
    match_method,
    match_confidence
from {{ ref('int_title_matches') }}
