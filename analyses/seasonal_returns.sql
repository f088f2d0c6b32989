-- QUESTION: Which titles come back to the charts every year at the same season?
-- READ IT: a return is a place on a world-wide weekly chart after 20 weeks or more without one. `returns`
--   counts them, and `in_that_month` says how many of them fell into the title's most usual month. Listed is
--   what came back in one month at least twice, and at least every other time; the song that charts each
--   December is the classic.
-- CAVEATS: weeks whose chart is missing count as absence. Of a few returns at random two often share a month:
--   look for three.
-- ANSWER (sample, seed 7, scale 0.002): `A Father for Ivo Live, Night 42` came back `3` times, always in
--   month `1`; `Matka i Brat: Limited Series` `3` times of `5` in month `8`; all others twice, as chance
--   would have it.
with weeks as (
    select
        charts.basis,
        charts.title_key,
        charts.chart_start,
        -- on two charts of one week it has the same day twice, and it does not matter which comes first
        lag(charts.chart_start) over (
            partition by charts.basis, charts.title_key order by charts.chart_start
        ) as week_before
    from {{ ref('int_global_charts') }} as charts
    where charts.basis in ('spotify_weekly', 'netflix_top10')
),

returned as (
    select
        basis,
        title_key,
        month(chart_start) as return_month
    from weeks
    where chart_start > date_add(week_before, 140)
),

months as (
    select
        basis,
        title_key,
        return_month,
        count(*) as in_month,
        sum(count(*)) over (partition by basis, title_key) as returns,
        -- the earlier month breaks ties
        row_number() over (partition by basis, title_key order by count(*) desc, return_month) as place
    from returned
    group by basis, title_key, return_month
)

select
    months.basis as chart,
    titles.primary_title as title,
    cast(months.returns as int) as returns,
    months.return_month as usual_month,
    months.in_month as in_that_month
from months
inner join {{ ref('dim_title') }} as titles using (title_key)
where months.place = 1 and months.in_month >= 2 and 2 * months.in_month >= months.returns
order by months.in_month desc, months.returns desc, months.basis, months.title_key
limit 25
