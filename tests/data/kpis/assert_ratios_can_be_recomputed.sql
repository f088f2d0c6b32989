-- A numerator and a denominator come together, and their ratio is the value. A count of people or pairs is whole, which value × n would not be.
{{ config(meta={'kpi_ids': all_kpi_ids()}) }}
with figures as (
    select kpi_id, 'headline' as place, basis, value, numerator, denominator from {{ ref('mart_kpi') }}
    union all
    select kpi_id, concat_ws(' ', dimension, member) as place, basis, value, numerator, denominator
    from {{ ref('mart_kpi_slice') }}
),

judged as (
    select
        *,
        kpi_id in ('completion_rate', 'cancellation_rate', 'retention_12m', 'dormant_share') as is_counted,
        -- but for totals, a median, a difference and a sum of squares
        kpi_id not in ('total_views', 'total_streams', 'time_on_chart', 'genre_momentum', 'platform_hhi')
            as is_ratio,
        -- scaled to 30 days, it is the ratio of no two counts
        coalesce(kpi_id = 'cancellation_rate' and basis = 'two_snapshots', false) as is_scaled
    from figures
)

select * from judged
where
    (numerator is null) != (denominator is null)
    or (is_scaled and numerator is not null)
    or (place = 'headline' and value is not null and is_ratio and not is_scaled and numerator is null)
    or (
        numerator is not null
        and coalesce(
            abs(value - numerator / nullif(denominator, 0.0)) > 1e-9 * greatest(1.0, abs(value)), true
        )
    )
    or (is_counted and (numerator != floor(numerator) or denominator != floor(denominator)))
