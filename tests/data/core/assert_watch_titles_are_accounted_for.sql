-- Reconciliation: every session and click has the title that its own id names; the invented titles are movies.csv less keyless
-- and repeated rows, and one for every id that only sessions name.
{{ config(meta={'kpi_ids': ['total_views', 'hit_concentration', 'completion_rate']}) }}

with staged as (
    select
        max(table_rows) as staged_rows,
        coalesce(sum(flagged_rows) filter (where flag in ('keyless', 'repeated')), 0) as left_out_rows
    from {{ ref('int_netflix__row_flags') }}
    where table_name = 'netflix_movies'
),

titles as (
    select count(*) filter (where title_type != 'unknown') as listed_titles
    from {{ ref('int_netflix__titles') }}
),

lost as (
    select count(*) as sessions_without_title
    from {{ ref('fact_watch_session') }} as sessions
    inner join {{ ref('int_watch_sessions') }} as steps on sessions.session_key = steps.session_key
    where (sessions.title_key = -1) != (steps.source_title_key is null)
)

select
    staged.*,
    titles.*,
    lost.*
from staged
cross join titles
cross join lost
where
    staged.staged_rows - staged.left_out_rows != titles.listed_titles
    or lost.sessions_without_title > 0
