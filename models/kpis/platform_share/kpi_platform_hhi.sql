-- KPI 14: the concentration of the home region's subscription offers, where KPI 13 has a value. Always one row.
with shares as (
    select
        kpi_id,
        coverage
    from {{ ref('kpi_platform_catalogue_share') }}
    where value is not null
),

concentration as (
    select * from {{ ref('int_platform_concentration') }}
),

earlier as (
    select
        count(*) as regions,
        max(case when is_home_region and region_titles >= {{ var('min_n') }} then hhi end) as hhi
    from concentration
    where snapshots_back = 1
),

compared as (
    select
        headline.*,
        shares.coverage,
        earlier.hhi as prev_hhi,
        case
            when earlier.regions = 0 then 'NO_PREVIOUS_PERIOD'
            when earlier.hhi is null then 'MIN_N_NOT_MET'
        end as delta_reason_code
    from concentration as headline
    cross join shares
    cross join earlier
    where headline.is_home_region and headline.snapshots_back = 0
)

select
    'platform_hhi' as kpi_id,
    case when compared.hhi is not null then 'subscription_offers' end as basis,
    cast(null as {{ dbt.type_string() }}) as headline_member,
    compared.snapshot_date as period_start,
    compared.snapshot_date as period_end,
    compared.hhi as value,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    compared.region_titles as n,
    compared.coverage,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high,
    compared.prev_hhi as prev_value,
    compared.hhi - compared.prev_hhi as delta,
    cast(null as double) as delta_low,
    cast(null as double) as delta_high,
    cast(null as boolean) as delta_is_clear,
    compared.delta_reason_code,
    case when compared.hhi is not null then false end as is_estimated,
    case when compared.hhi is null then 'DEPENDS_ON_UNAVAILABLE' end as reason_code
from (select 1 as one) as anchor
left join compared on anchor.one = 1
