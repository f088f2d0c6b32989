-- The 20 tracks with the most streams in the latest chart week of each basis, world-wide.
with latest as (
    select
        basis,
        period_end
    from {{ ref('int_total_streams_periods') }}
    where periods_back = 0 and reason_code is null
),

tracks as (
    select
        charts.basis,
        charts.title_key,
        sum(charts.streams_estimate) as value,
        count(charts.streams_estimate) as n,
        sum(charts.estimate_lo) as streams_low,
        sum(charts.estimate_hi) as streams_high,
        max(case when charts.is_estimated then 1 else 0 end) = 1 as is_estimated
    from {{ ref('int_global_charts') }} as charts
    inner join latest on charts.basis = latest.basis and charts.week_end = latest.period_end
    where charts.streams_estimate is not null
    group by charts.basis, charts.title_key
),

placed as (
    select
        *,
        -- the track's key breaks ties between equal streams
        row_number() over (partition by basis order by value desc, title_key) as place
    from tracks
)

select
    placed.basis,
    placed.place,
    placed.title_key,
    titles.primary_title,
    placed.value,
    placed.n,
    case when placed.is_estimated then placed.streams_low end as ci_low,
    case when placed.is_estimated then placed.streams_high end as ci_high
from placed
inner join {{ ref('dim_title') }} as titles using (title_key)
where placed.place <= 20
