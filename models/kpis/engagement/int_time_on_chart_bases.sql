-- What each basis of KPI 6 says, or why it says nothing.
with bases as (
    select
        basis,
        basis_no
    from {{ ref('int_kpi_sources') }}
    where kpi_id = 'time_on_chart'
),

spans as (
    select
        basis,
        count(*) as charts,
        min(chart_start) as period_start,
        max(chart_end) as period_end,
        -- the charts that these days would have
        {{ dbt.datediff('min(chart_start)', 'max(chart_start)', 'day') }} / max(step_days) + 1 as expected_charts,  -- noqa: LT05
        max(case when is_fresh then 1 else 0 end) = 1 as is_fresh
    from {{ ref('int_chart_runs') }}
    group by basis
),

medians as (
    select * from {{ ref('int_chart_medians') }}
    where dimension = 'basis'
)

select
    bases.basis,
    bases.basis_no,
    coalesce(spans.charts, 0) as charts,
    spans.period_start,
    spans.period_end,
    spans.charts / cast(spans.expected_charts as double) as coverage,
    coalesce(medians.spells, 0) as spells,
    medians.median_charts,
    medians.median_low,
    medians.median_high,
    case
        when spans.charts is null then 'WINDOW_TOO_SHORT'
        when not spans.is_fresh then 'SOURCE_STALE'
        when spans.charts < 3 then 'WINDOW_TOO_SHORT'
        when coalesce(medians.spells, 0) < {{ var('min_n') }} then 'MIN_N_NOT_MET'
        when medians.median_charts is null then 'MEDIAN_NOT_REACHED'
    end as reason_code
from bases
left join spans using (basis)
left join medians using (basis)
