-- The latest period of each KPI of the family on each of its bases, beside the one just before.
with periods as (
    select * from {{ ref('int_views_periods') }}
),

usable as (
    select * from periods
    where reason_code is null
),

bases as (
    select
        kpi_id,
        basis,
        basis_no,
        is_present
    from {{ ref('int_kpi_sources') }}
    where kpi_id in ('total_views', 'total_streams', 'hit_concentration')
)

select
    bases.kpi_id,
    bases.basis,
    bases.basis_no,
    bases.is_present,
    latest.period_start,
    latest.period_end,
    latest.value,
    latest.numerator,
    latest.denominator,
    latest.n,
    latest.coverage,
    latest.ci_low,
    latest.ci_high,
    case when latest.value is not null then previous.value end as prev_value,
    latest.value / latest.compared_days - previous.value / previous.compared_days as delta,
    case when previous.value is not null then latest.change_margin end as delta_margin,
    case
        when latest.value is null or previous.value is not null then null
        when before.reason_code = 'MIN_N_NOT_MET' then before.reason_code
        else 'NO_PREVIOUS_PERIOD'
    end as delta_reason_code,
    latest.is_estimated,
    case when latest.value is null then coalesce(found.reason_code, 'WINDOW_TOO_SHORT') end as reason_code
from bases
left join periods as found
    on bases.kpi_id = found.kpi_id and bases.basis = found.basis and found.periods_back = 0
left join usable as latest
    on bases.kpi_id = latest.kpi_id and bases.basis = latest.basis and latest.periods_back = 0
left join periods as before
    on bases.kpi_id = before.kpi_id and bases.basis = before.basis and before.periods_back = 1
left join usable as previous
    on bases.kpi_id = previous.kpi_id and bases.basis = previous.basis and previous.periods_back = 1
