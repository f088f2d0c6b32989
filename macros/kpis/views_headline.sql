{#- The one row of a KPI of the family views: its headline basis, or nulls and why there is none. `kpi_id` is its name. -#}
{%- macro views_headline(kpi_id) -%}
    with headline as (
        select * from {{ ref('int_views_bases') }}
        where kpi_id = '{{ kpi_id }}' and is_headline
    )

    select
        anchor.kpi_id,
        case when headline.value is not null then headline.basis end as basis,
        cast(null as {{ dbt.type_string() }}) as headline_member,
        headline.period_start,
        headline.period_end,
        headline.value,
        headline.numerator,
        headline.denominator,
        headline.n,
        headline.coverage,
        headline.ci_low,
        headline.ci_high,
        headline.prev_value,
        headline.delta,
        headline.delta_low,
        headline.delta_high,
        headline.delta_is_clear,
        headline.delta_reason_code,
        headline.is_estimated,
        case when headline.value is null then coalesce(headline.reason_code, 'WINDOW_TOO_SHORT') end as reason_code
    from (select '{{ kpi_id }}' as kpi_id) as anchor
    left join headline on true
{%- endmacro -%}
