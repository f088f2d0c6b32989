-- Per day for KPIs whose periods add up, the plain difference for the others; clear only when its interval leaves out zero.
{{ config(meta={'kpi_ids': all_kpi_ids()}) }}
with kpis as (
    select
        mart_kpi.*,
        catalogue.is_additive,
        {{ dbt.datediff('mart_kpi.period_start', 'mart_kpi.period_end', 'day') }} + 1 as days  -- noqa: LT05
    from {{ ref('mart_kpi') }} as mart_kpi
    inner join {{ ref('kpi_catalogue') }} as catalogue using (kpi_id)
),

compared as (
    select
        *,
        -- the period before ends the day before this one starts: the month before, or as many days
        case
            when day(period_start) = 1 and day(date_add(period_end, 1)) = 1
                then day(date_add(period_start, -1))
            else days
        end as prev_days
    from kpis
)

select kpi_id, value, prev_value, delta, delta_low, delta_high, delta_is_clear, delta_reason_code
from compared
where
    (value is not null and (delta is null) = (delta_reason_code is null))
    or (not is_additive and abs(delta - (value - prev_value)) > 1e-9 * greatest(1.0, abs(value)))
    or (
        is_additive
        and abs(delta - (value / days - prev_value / prev_days)) > 1e-9 * greatest(1.0, abs(value))
    )
    or (delta is not null and delta_low is not null and delta_is_clear != (delta_low > 0 or delta_high < 0))
    or (delta is not null and delta_low is null and delta_is_clear is not null)
