-- KPI 13 by platform, in the home region by each lens and in every other; beside the headline, its platform by the other two lenses.
with headline as (
    select * from {{ ref('kpi_platform_catalogue_share') }}
    where value is not null
),

lenses as (
    select * from {{ ref('int_platform_lenses') }}
),

sliced as (
    select lens as dimension, platform_group as member, value, numerator, denominator, n, is_suppressed
    from lenses

    union all

    select
        'measure' as dimension,
        case lenses.lens when 'platform_coverage' then 'unique_coverage' else 'vote_weighted_share' end
            as member,
        lenses.value,
        lenses.numerator,
        lenses.denominator,
        lenses.n,
        lenses.is_suppressed
    from lenses
    inner join headline on lenses.platform_group = headline.headline_member
    where lenses.lens in ('platform_coverage', 'platform_votes')

    union all

    select
        'region_platform' as dimension,
        concat_ws('|', region_name, platform_group) as member,
        share as value,
        split_titles as numerator,
        cast(region_titles as double) as denominator,
        region_titles as n,
        is_suppressed
    from {{ ref('int_platform_members') }}

    union all

    select 'basis' as dimension, basis as member, value, numerator, denominator, n, false as is_suppressed
    from headline
)

select
    'platform_catalogue_share' as kpi_id,
    'subscription_offers' as basis,
    dimension,
    member,
    case when not is_suppressed then value end as value,
    case when not is_suppressed and value is not null then numerator end as numerator,
    case when not is_suppressed and value is not null then denominator end as denominator,
    n,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high,
    is_suppressed as suppressed,
    cast(null as boolean) as is_clear
from sliced
