-- KPI 6: the median length of a spell on the global Top 200, on the first basis that the data supports. Always one row.
with bases as (
    select * from {{ ref('int_time_on_chart_bases') }}
),

ranked as (
    select
        *,
        row_number() over (
            order by
                -- the first basis that says something; a reason that stale charts are, only where there is no other
                case when reason_code is null then 0 when reason_code != 'SOURCE_STALE' then 1 else 2 end,
                basis_no
        ) as place
    from bases
),

headline as (
    select * from ranked
    where place = 1 and reason_code is null
),

hindrance as (
    select reason_code from ranked
    where place = 1
)

select
    'time_on_chart' as kpi_id,
    headline.basis,
    cast(null as {{ dbt.type_string() }}) as headline_member,
    headline.period_start,
    headline.period_end,
    headline.median_charts as value,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    headline.spells as n,
    headline.coverage,
    headline.median_low as ci_low,
    headline.median_high as ci_high,
    -- the window is all the charts there are: none lies before it
    cast(null as double) as prev_value,
    cast(null as double) as delta,
    cast(null as double) as delta_low,
    cast(null as double) as delta_high,
    cast(null as boolean) as delta_is_clear,
    case when headline.basis is not null then 'NO_PREVIOUS_PERIOD' end as delta_reason_code,
    case when headline.basis is not null then false end as is_estimated,
    case when headline.basis is null then hindrance.reason_code end as reason_code
from (select 1 as one) as anchor
left join headline on anchor.one = 1
left join hindrance on anchor.one = 1
