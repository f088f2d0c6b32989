-- The latest chart week of each basis by region, suppressed where most of its chart lacks figures. The world's own chart is no sum of them, and stands apart.
with latest as (
    select
        basis,
        case when basis = 'spotify_daily' then 'top200_daily' else 'top200_weekly' end as chart,
        case when basis = 'spotify_daily' then 7 else 1 end as charts,
        period_start,
        period_end
    from {{ ref('int_total_streams_periods') }}
    where periods_back = 0 and reason_code is null
),

regional as (
    select
        latest.basis,
        latest.chart,
        latest.charts,
        streaming.region_key,
        regions.region_name,
        streaming.date_key,
        streaming.title_key,
        streaming.streams_estimate,
        streaming.estimate_lo,
        streaming.estimate_hi,
        streaming.is_estimated
    from {{ ref('fact_streaming') }} as streaming
    inner join {{ ref('dim_date') }} as dates using (date_key)
    inner join {{ ref('dim_region') }} as regions using (region_key)
    inner join latest
        on
            streaming.chart = latest.chart
            and dates.date_day between latest.period_start and latest.period_end
    -- the Unknown region has no iso2: it is left out
    where regions.iso2 != 'XWW'
),

-- a small market's chart may have fewer than 200 places: as many as it ever had
sizes as (
    select
        streaming.chart,
        streaming.region_key,
        max(streaming.rank) as places
    from {{ ref('fact_streaming') }} as streaming
    inner join latest using (chart)
    group by streaming.chart, streaming.region_key
),

weeks as (
    select
        regional.basis,
        regional.region_name,
        sum(regional.streams_estimate) as value,
        count(distinct case when regional.streams_estimate is not null then regional.title_key end) as n,
        count(regional.streams_estimate) < 0.80 * regional.charts * max(sizes.places) as suppressed,
        max(case when regional.is_estimated then 1 else 0 end) = 1 as is_estimated,
        sum(regional.estimate_lo) as streams_low,
        sum(regional.estimate_hi) as streams_high
    from regional
    inner join sizes using (chart, region_key)
    group by regional.basis, regional.region_name, regional.charts
    having count(distinct regional.date_key) = regional.charts and count(regional.streams_estimate) > 0
)

select
    basis,
    region_name,
    case when not suppressed then value end as value,
    n,
    case when not suppressed and is_estimated then streams_low end as ci_low,
    case when not suppressed and is_estimated then streams_high end as ci_high,
    suppressed
from weeks
