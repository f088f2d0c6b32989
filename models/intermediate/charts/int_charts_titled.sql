-- Every chart row with the title that it stands for: IMDb's where it is matched, else the source's own.
with charts as (
    select * from {{ ref('int_charts_unioned') }}
),

matches as (
    select
        source_title_key,
        title_key
    from {{ ref('int_title_matches') }}
)

select
    coalesce(matches.title_key, charts.source_title_key) as title_key,
    charts.*
from charts
left join matches using (source_title_key)
