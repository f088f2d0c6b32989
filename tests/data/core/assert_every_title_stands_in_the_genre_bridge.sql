-- Invariant: a join of a fact through the genre bridge loses no title.
{{ config(meta={'kpi_ids': ['total_views', 'genre_popularity_share', 'genre_momentum', 'genre_rating']}) }}

select titles.title_key
from {{ ref('dim_title') }} as titles
where not exists (
    select 1 from {{ ref('bridge_title_genre') }} as bridge
    where bridge.title_key = titles.title_key
)
