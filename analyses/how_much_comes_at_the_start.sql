-- QUESTION: How much of what a title earns on the Netflix Top 10 comes in its first weeks?
-- READ IT: per chart, for the titles that entered a year or more before the data ends: the mean weeks on the
--   chart, and the share of their charted views of a year that fell into the first week and into the first
--   four.
-- CAVEATS: only weeks on the chart have views, so what comes after a title has dropped out is missing, and
--   the shares are somewhat too high. Titles that stood on the very first chart are left out: nobody knows
--   when they began.
-- ANSWER (sample, seed 7, scale 0.002): on `films_english` `0.222` of the views come in the first week and
--   `0.584` in the first four; `tv_non_english` starts hardest, with `0.243` and `0.653`.
with charts as (
    select
        chart,
        title_key,
        chart_start,
        streams_estimate as views,
        min(chart_start) over (partition by chart, title_key) as entered,
        min(chart_start) over (partition by chart) as first_chart,
        max(chart_start) over (partition by chart) as last_chart
    from {{ ref('int_global_charts') }}
    where basis = 'netflix_top10'
),

titles as (
    select
        chart,
        title_key,
        count(*) as weeks,
        sum(views) as views,
        sum(case when chart_start = entered then views else 0.0 end) as first_week,
        sum(case when chart_start < date_add(entered, 28) then views else 0.0 end) as first_four_weeks
    from charts
    where
        entered > first_chart
        and entered <= date_add(last_chart, -364)
        and chart_start < date_add(entered, 364)
    group by chart, title_key
)

select
    chart,
    count(*) as titles,
    round(avg(weeks), 1) as mean_weeks,
    cast(round(sum(views) / 1000000) as bigint) as million_views,
    round(sum(first_week) / sum(views), 3) as in_first_week,
    round(sum(first_four_weeks) / sum(views), 3) as in_first_four_weeks
from titles
group by chart
order by in_first_week desc, chart
