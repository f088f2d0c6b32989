-- A title's place on a world-wide chart that the data reaches, with the basis that the chart belongs to: what the KPIs on charts are made from.
with charts as (
    select
        *,
        case
            when chart = 'top200_weekly' then 'spotify_weekly'
            when chart = 'top200_daily' then 'spotify_daily'
            when chart in ('films_english', 'films_non_english', 'tv_english', 'tv_non_english')
                then 'netflix_top10'
        end as basis
    from {{ ref('fact_streaming') }}
),

-- each basis ends on the same day whichever KPI asks
bases as (
    select
        basis,
        max(as_of_date) as as_of_date
    from {{ ref('int_kpi_sources') }}
    group by basis
),

dated as (
    select
        charts.*,
        bases.as_of_date,
        dates.date_day as chart_start,
        case when charts.chart_period = 'week' then date_add(dates.date_day, 6) else dates.date_day end
            as chart_end,
        case when charts.basis = 'netflix_top10' then dates.iso_week_start else dates.chart_week_start end
            as week_start,
        case when charts.basis = 'netflix_top10' then dates.iso_week_end else dates.chart_week_end end
            as week_end
    from charts
    inner join bases using (basis)
    inner join {{ ref('dim_region') }} as regions using (region_key)
    inner join {{ ref('dim_date') }} as dates using (date_key)
    where regions.iso2 = 'XWW'
),

reached as (
    select
        *,
        max(chart_end) over (partition by basis) as last_chart_end,
        -- one chart of 200 a week, one a day, and four of ten: as many as they are called, whatever was loaded of them
        case basis when 'spotify_weekly' then 200 when 'spotify_daily' then 7 * 200 else 4 * 10 end
            as week_places
    from dated
    where chart_end <= as_of_date
)

select
    basis,
    chart,
    title_key,
    rank,
    chart_start,
    chart_end,
    week_start,
    week_end,
    streams_estimate,
    estimate_lo,
    estimate_hi,
    is_estimated,
    week_places,
    as_of_date,
    not {{ is_stale('last_chart_end', 'as_of_date') }} as is_fresh
from reached
