-- And nothing else beside the reason: an interval or a period without a value would be printed as if it meant something.
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
