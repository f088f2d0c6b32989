{#- The periods of a KPI of the family views, on each basis that has a headline: the latest 156 at most. `kpi_id` is its name. -#}
{%- macro views_series(kpi_id) -%}
    with supported as (
        select basis from {{ ref('int_views_bases') }}
        where kpi_id = '{{ kpi_id }}' and value is not null
    ),

    periods as (
        select
            periods.*,
            -- a basis has one period that ends on a day
            row_number() over (partition by periods.basis order by periods.period_end desc) as place
        from {{ ref('int_views_periods') }} as periods
        inner join supported using (basis)
        where periods.kpi_id = '{{ kpi_id }}' and periods.reason_code is null
    )

    select
        kpi_id,
        basis,
        period_start,
        period_end,
        value,
        n,
        ci_low,
        ci_high,
        coverage,
        is_estimated
    from periods
    where place <= 156
{%- endmacro -%}
