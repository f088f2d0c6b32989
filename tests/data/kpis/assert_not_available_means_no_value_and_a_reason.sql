-- And nothing else beside the reason: an interval, a period or a slice without a value would be printed as if it meant something. KPIs 13 and 14 speak of
-- the home region: the slices of the other regions stand without it, and its own say how few titles there are.
{{ config(meta={'kpi_ids': all_kpi_ids()}) }}
select kpi_id, status, value, reason_code, basis, period_end, n, ci_low, ci_high, delta
from {{ ref('mart_kpi') }}
where
    (status = 'not_available') != (value is null)
    or (status = 'not_available') != (reason_code is not null)
    or (
        value is null
        and coalesce(
            basis, headline_member, delta_reason_code,
            cast(period_start as {{ dbt.type_string() }}), cast(period_end as {{ dbt.type_string() }}),
            cast(numerator as {{ dbt.type_string() }}), cast(denominator as {{ dbt.type_string() }}),
            cast(n as {{ dbt.type_string() }}), cast(coverage as {{ dbt.type_string() }}),
            cast(ci_low as {{ dbt.type_string() }}), cast(ci_high as {{ dbt.type_string() }}),
            cast(prev_value as {{ dbt.type_string() }}), cast(delta as {{ dbt.type_string() }}),
            cast(delta_low as {{ dbt.type_string() }}), cast(delta_high as {{ dbt.type_string() }}),
            cast(delta_is_clear as {{ dbt.type_string() }})
        ) is not null
    )
union all
select
    kpis.kpi_id,
    slices.dimension as status,
    slices.value,
    slices.member as reason_code,
    slices.basis,
    kpis.period_end,
    slices.n,
    slices.ci_low,
    slices.ci_high,
    kpis.delta
from {{ ref('mart_kpi') }} as kpis
inner join {{ ref('mart_kpi_slice') }} as slices using (kpi_id)
where
    kpis.value is null
    and not (
        kpis.kpi_id in ('platform_catalogue_share', 'platform_hhi')
        and (
            slices.suppressed
            or slices.dimension in ('region_platform', 'region', 'region_effective_number')
        )
    )
