-- QUESTION: What share of the views on Netflix' film Top 10s goes to films that are already old?
-- READ IT: per year and chart, the views of films released five or more calendar years before, as a share of
--   the views of the films whose year is known, and beside it how much of all views that is.
-- CAVEATS: only films that were matched to IMDb have a year (`share_with_year`); where few do, the share says
--   little. 2021 begins in July, and views before June 2023 are hours divided by the runtime.
-- ANSWER (sample, seed 7, scale 0.002): in `2025`, a share of `0.141` on `films_english`; on
--   `films_non_english` in `2025` it is `0.413`, but only `0.59` of the views are of films with a year.
with views as (
    select
        dates.year as chart_year,
        charts.chart,
        titles.start_year,
        charts.streams_estimate as views
    from {{ ref('fact_streaming') }} as charts
    inner join {{ ref('dim_region') }} as regions using (region_key)
    inner join {{ ref('dim_date') }} as dates using (date_key)
    inner join {{ ref('dim_title') }} as titles using (title_key)
    where regions.iso2 = 'XWW' and charts.chart in ('films_english', 'films_non_english')
),

years as (
    select
        chart_year,
        chart,
        sum(views) as views,
        sum(case when start_year is not null then views else 0.0 end) as views_with_year,
        sum(case when chart_year - start_year >= 5 then views else 0.0 end) as old_views
    from views
    group by chart_year, chart
)

select
    chart_year,
    chart,
    cast(round(views / 1000000) as bigint) as million_views,
    round(views_with_year / nullif(views, 0.0), 2) as share_with_year,
    round(old_views / nullif(views_with_year, 0.0), 3) as old_share
from years
order by chart_year, chart
