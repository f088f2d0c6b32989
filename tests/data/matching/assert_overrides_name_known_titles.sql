-- Integrity: an override's title is one of IMDb's. It warns: seeds outlive titles, and the override holds as "none" meanwhile.
{{ config(severity='warn') }}

select
    overrides.*
from {{ ref('title_match_overrides') }} as overrides
inner join {{ ref('int_title_matches') }} as matches
    on overrides.source_system = matches.source_system and overrides.source_title_id = matches.source_title_id
where overrides.imdb_id is not null and matches.title_key = matches.source_title_key
