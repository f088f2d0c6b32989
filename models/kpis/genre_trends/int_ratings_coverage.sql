-- How much of the ratings of a snapshot the genre KPIs can use: the share of the titles whose release year is known, and of those whose genre is.
with rated as (
    select * from {{ ref('int_ratings_counted') }}
)

select
    rated.snapshot_date_key,
    rated.snapshots_back,
    avg(case when rated.start_year is not null then 1.0 else 0.0 end) as year_coverage,
    avg(case when bridge.title_key is null then 1.0 else 0.0 end) as genre_coverage
from rated
left join {{ ref('bridge_title_genre') }} as bridge
    on rated.title_key = bridge.title_key and bridge.genre_key = -1
group by rated.snapshot_date_key, rated.snapshots_back
