-- The charts of the global Top 200 in order, each with its run: the charts that follow one another without a missing one.
with charts as (
    select
        basis,
        chart_start,
        chart_end,
        case when basis = 'spotify_weekly' then 7 else 1 end as step_days,
        is_fresh,
        count(*) as tracks
    from {{ ref('int_global_charts') }}
    where basis in ('spotify_weekly', 'spotify_daily')
    group by basis, chart_start, chart_end, is_fresh
),

-- a basis has one chart a start, so no window below has ties
stepped as (
    select
        *,
        row_number() over (partition by basis order by chart_start) as chart_no,
        lag(chart_start) over (partition by basis order by chart_start) as previous_start
    from charts
),

numbered as (
    select
        *,
        cast(
            sum(case when chart_start = date_add(previous_start, step_days) then 0 else 1 end) over (
                partition by basis order by chart_start rows between unbounded preceding and current row
            ) as bigint
        ) as run_no
    from stepped
)

select
    basis,
    chart_start,
    chart_end,
    step_days,
    chart_no,
    run_no,
    tracks,
    chart_no = min(chart_no) over (partition by basis, run_no) as is_first_of_run,
    chart_no = max(chart_no) over (partition by basis, run_no) as is_last_of_run,
    is_fresh
from numbered
