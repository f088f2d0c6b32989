-- KPI 3 in every window of each basis, with the Gini coefficient and the top tenth beside it.
with windows as (
    select
        basis,
        periods_back,
        period_start,
        period_end,
        data_start,
        is_fresh,
        max(charted_share) as charted_share,
        -- of all places of a year's charts; sessions are as many as there are. A chart with a tie has more rows than places
        least(sum(usable_rows) / cast(coalesce(max(places), sum(eligible_rows)) as double), 1.0) as coverage,
        max(case when is_estimated then 1 else 0 end) = 1 as is_estimated
    from {{ ref('int_hit_volumes') }}
    group by basis, periods_back, period_start, period_end, data_start, is_fresh
),

draws as (
    select
        *,
        top_1_volume / volume as top_1_share,
        top_10_volume / volume as top_10_share
    from {{ ref('int_hit_draws') }}
),

measured as (
    select * from draws
    where replicate = 0
),

spread as (
    select
        basis,
        periods_back,
        stddev_samp(top_1_share) as top_1_se
    from draws
    where replicate > 0
    group by basis, periods_back
)

select
    windows.basis,
    windows.periods_back,
    windows.period_start,
    windows.period_end,
    measured.top_1_share as value,
    measured.top_1_volume as numerator,
    measured.volume as denominator,
    coalesce(measured.titles, 0) as n,
    windows.coverage,
    spread.top_1_se as value_se,
    measured.top_10_share,
    measured.gini,
    windows.is_estimated,
    case
        when not windows.is_fresh then 'SOURCE_STALE'
        -- of sessions, which are not there every day, the first may come a few days late
        when windows.data_start > date_add(
            windows.period_start, case when windows.basis = 'watch_sessions' then 6 else 0 end
        ) then 'WINDOW_TOO_SHORT'
        -- a handful of charts spread over a year is no year
        when windows.charted_share < 0.5 then 'WINDOW_TOO_SHORT'
        when coalesce(measured.titles, 0) < {{ var('min_n') }} then 'MIN_N_NOT_MET'
    end as reason_code
from windows
left join measured using (basis, periods_back)
left join spread using (basis, periods_back)
