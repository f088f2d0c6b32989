-- KPI 1 over its weeks or months, on each basis that the data supports: the latest 156 at most.
with supported as (
    select basis from {{ ref('int_views_bases') }}
    where kpi_id = 'total_views' and value is not null
),

periods as (
    select
        periods.*,
        -- a basis has one period that ends on a day
        row_number() over (partition by periods.basis order by periods.period_end desc) as place
    from {{ ref('int_views_periods') }} as periods
    inner join supported using (basis)
    where periods.kpi_id = 'total_views' and periods.reason_code is null
)

select
    'total_views' as kpi_id,
    basis,
    period_start,
    period_end,
    value,
    n,
    ci_low,
    ci_high
from periods
where place <= 156
