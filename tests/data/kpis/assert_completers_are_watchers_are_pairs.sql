-- KPI 5: whoever came to 90 % came to 70 %, and whoever came to 70 % has a progress; pairs are the star's, each counted once.
{{ config(group='engagement', meta={'kpi_ids': ['completion_rate']}) }}
with rates as (
    select * from {{ ref('int_completion_rates') }}
),

ends as (
    select as_of_date from {{ ref('int_kpi_sources') }}
    where kpi_id = 'completion_rate'
),

star as (
    select
        days.month_start,
        sessions.subscriber_key,
        sessions.title_key,
        max(sessions.progress_pct) as progress_pct
    from {{ ref('fact_watch_session') }} as sessions
    inner join {{ ref('dim_date') }} as days using (date_key)
    inner join ends on days.date_day <= ends.as_of_date
    where
        sessions.source_system = 'netflix'
        and sessions.subscriber_key != -1
        and sessions.title_key != -1
        and sessions.progress_pct is not null
    group by days.month_start, sessions.subscriber_key, sessions.title_key
),

star_pairs as (
    select
        month_start,
        count(*) as pairs,
        count(case when progress_pct >= 90 then 1 end) as completers
    from star
    group by month_start
)

select
    completed.month_start,
    completed.completers,
    watched.completers as watchers,
    completed.pairs,
    star.completers as completers_in_star,
    star.pairs as pairs_in_star
from rates as completed
left join rates as watched on completed.month_start = watched.month_start and watched.dimension = 'measure'
left join star_pairs as star on completed.month_start = star.month_start
where
    completed.dimension = 'basis'
    and not coalesce(
        completed.completers between 0 and watched.completers
        and watched.completers <= completed.pairs
        and completed.completers = star.completers
        and completed.pairs = star.pairs,
        false
    )
