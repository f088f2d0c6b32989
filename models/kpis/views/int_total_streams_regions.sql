-- The latest chart week of each basis by region. The world's own chart is no sum of them, and stands apart.
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
        latest.charts,
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
)

select
    basis,
    region_name,
    sum(streams_estimate) as value,
    count(distinct case when streams_estimate is not null then title_key end) as n,
    case when max(case when is_estimated then 1 else 0 end) = 1 then sum(estimate_lo) end as ci_low,
    case when max(case when is_estimated then 1 else 0 end) = 1 then sum(estimate_hi) end as ci_high
from regional
group by basis, region_name, charts
having count(distinct date_key) = charts and count(streams_estimate) > 0
