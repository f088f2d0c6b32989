-- Reconciliation: the rows of every source's charts less those counted as a title's second place are the fact's rows.
{{ config(meta={'kpi_ids': ['total_streams', 'total_views', 'hit_concentration', 'time_on_chart']}) }}
with charted as (
    select
        chart,
        count(*) as chart_rows
    from {{ ref('int_charts_unioned') }}
    group by chart
),

left_out as (
    select
        chart,
        sum(row_count - 1) as left_out_rows
    from {{ ref('int_charts_titles_repeated') }}
    group by chart
),

fact as (
    select
        chart,
        count(*) as fact_rows
    from {{ ref('fact_streaming') }}
    group by chart
)

select
    coalesce(charted.chart, fact.chart) as chart,
    charted.chart_rows,
    left_out.left_out_rows,
    fact.fact_rows
from charted
full outer join fact on charted.chart = fact.chart
left join left_out on charted.chart = left_out.chart
where coalesce(charted.chart_rows, 0) - coalesce(left_out.left_out_rows, 0) != coalesce(fact.fact_rows, 0)
