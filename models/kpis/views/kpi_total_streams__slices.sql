-- KPI 2 by basis, with the share of it that is estimated, the other regions' figures and the 20 largest tracks. Regions never add up to the world.
with bases as (
    select * from {{ ref('int_views_bases') }}
    where kpi_id = 'total_streams' and value is not null
),

members as (
    select
        basis,
        'basis' as dimension,
        basis as member,
        value,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        n,
        ci_low,
        ci_high,
        false as suppressed
    from bases
    union all
    select
        bases.basis,
        'measure' as dimension,
        'estimated_share' as member,
        periods.estimated_streams / nullif(bases.value, 0.0) as value,
        periods.estimated_streams as numerator,
        bases.value as denominator,
        bases.n,
        cast(null as double) as ci_low,
        cast(null as double) as ci_high,
        false as suppressed
    from bases
    inner join {{ ref('int_total_streams_periods') }} as periods
        on bases.basis = periods.basis and periods.periods_back = 0
    union all
    select
        basis,
        'region' as dimension,
        region_name as member,
        value,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        n,
        ci_low,
        ci_high,
        suppressed
    from {{ ref('int_total_streams_regions') }}
    union all
    select
        basis,
        'title' as dimension,
        concat_ws(
            '|', lpad(cast(place as {{ dbt.type_string() }}), 2, '0'), coalesce(primary_title, 'Unknown')
        ) as member,
        value,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        n,
        ci_low,
        ci_high,
        false as suppressed
    from {{ ref('int_total_streams_titles') }}
)

select
    'total_streams' as kpi_id,
    basis,
    dimension,
    member,
    value,
    numerator,
    denominator,
    n,
    ci_low,
    ci_high,
    suppressed,
    cast(null as boolean) as is_clear
from members
