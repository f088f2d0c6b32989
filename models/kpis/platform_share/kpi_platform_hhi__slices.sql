-- KPI 14 by region, beside it the effective number of platforms: as many equal ones would be as concentrated.
with regions as (
    select
        region_name,
        region_titles,
        hhi,
        effective_number,
        is_home_region,
        region_titles < {{ var('min_n') }} as is_suppressed
    from {{ ref('int_platform_concentration') }}
    where snapshots_back = 0
),

sliced as (
    select 'region' as dimension, region_name as member, hhi as value, region_titles as n, is_suppressed
    from regions

    union all

    select
        'region_effective_number' as dimension,
        region_name as member,
        effective_number as value,
        region_titles as n,
        is_suppressed
    from regions

    union all

    select
        'measure' as dimension,
        'effective_number' as member,
        effective_number as value,
        region_titles as n,
        is_suppressed
    from regions
    where is_home_region and not is_suppressed

    union all

    select 'basis' as dimension, basis as member, value, n, false as is_suppressed
    from {{ ref('kpi_platform_hhi') }}
    where value is not null
)

select
    'platform_hhi' as kpi_id,
    'subscription_offers' as basis,
    dimension,
    member,
    case when not is_suppressed then value end as value,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    n,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high,
    is_suppressed as suppressed,
    cast(null as boolean) as is_clear
from sliced
