-- A spell: consecutive charts of a run with the track. A re-entry is a new spell; after a missing chart nobody knows.
with placed as (
    select
        charts.title_key,
        charts.rank,
        runs.*
    from {{ ref('int_global_charts') }} as charts
    inner join {{ ref('int_chart_runs') }} as runs
        on charts.basis = runs.basis and charts.chart_start = runs.chart_start
),

-- the number of the chart minus the how-manieth of the track it is: the same along consecutive charts. No ties: a track
-- stands on a chart once
stays as (
    select
        *,
        chart_no - row_number() over (partition by basis, run_no, title_key order by chart_no) as stay
    from placed
)

select
    basis,
    title_key,
    run_no,
    min(chart_start) as first_chart,
    max(chart_end) as last_chart_end,
    min(chart_no) as first_chart_no,
    max(chart_no) as last_chart_no,
    cast(count(*) as int) as charts,
    -- the rank in the spell's first chart
    min_by(rank, chart_no) as entry_rank,
    cast(year(min(chart_start)) as int) as entry_year,
    max(case when is_first_of_run then 1 else 0 end) = 1 as is_left_out,
    max(case when is_last_of_run then 1 else 0 end) = 1 as is_censored
from stays
group by basis, title_key, run_no, stay
