-- The running time of each title: of its latest week on the world's charts that says one, else of the list of the most popular.
with weekly as (
    select
        source_title_key,
        runtime_hours,
        chart_start,
        -- equal weeks: the longer one
        row_number() over (
            partition by source_title_key order by chart_start desc, runtime_hours desc
        ) as newest_first
    from {{ ref('int_netflix_top10__charts') }}
    where runtime_hours > 0
),

popular as (
    select
        source_title_key,
        max(runtime_hours) as runtime_hours
    from {{ ref('stg_netflix_top10__most_popular') }}
    where runtime_hours > 0 and source_title_key is not null
    group by source_title_key
)

select
    coalesce(weekly.source_title_key, popular.source_title_key) as source_title_key,
    coalesce(weekly.runtime_hours, popular.runtime_hours) as runtime_hours,
    weekly.chart_start as read_from
from (select * from weekly where newest_first = 1) as weekly
full outer join popular on weekly.source_title_key = popular.source_title_key
