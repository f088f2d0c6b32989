-- KPI 6: from one chart of a run to the next, the spells that begin less those that are over are the change of the chart's size.
{{ config(group='engagement', meta={'kpi_ids': ['time_on_chart']}) }}
with charts as (
    select
        basis,
        chart_no,
        run_no,
        tracks,
        -- chart_no is unique in its basis
        lag(tracks) over (partition by basis, run_no order by chart_no) as tracks_before
    from {{ ref('int_chart_runs') }}
),

entries as (
    select basis, first_chart_no as chart_no, count(*) as entered
    from {{ ref('int_chart_spells') }}
    group by basis, first_chart_no
),

exits as (
    select basis, last_chart_no + 1 as chart_no, count(*) as left_before
    from {{ ref('int_chart_spells') }}
    group by basis, last_chart_no
)

-- the first chart of a run has no chart before it: all its tracks enter
select
    charts.*,
    entries.entered,
    exits.left_before
from charts
left join entries on charts.basis = entries.basis and charts.chart_no = entries.chart_no
left join exits on charts.basis = exits.basis and charts.chart_no = exits.chart_no
where
    coalesce(entries.entered, 0)
    - case when charts.tracks_before is null then 0 else coalesce(exits.left_before, 0) end
    != charts.tracks - coalesce(charts.tracks_before, 0)
