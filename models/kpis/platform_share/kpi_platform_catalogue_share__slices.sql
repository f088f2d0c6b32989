-- KPI 13 by platform, in the home region and in every other; beside it the coverage, and the lens weighted by votes.
with members as (
    select
        platform_group,
        concat_ws('|', region_name, platform_group) as region_platform,
        is_home_region,
        region_titles,
        is_suppressed,
        titles,
        split_titles,
        share,
        coverage
    from {{ ref('int_platform_members') }}
),

sliced as (
    select
        'platform' as dimension,
        platform_group as member,
        share as value,
        split_titles as numerator,
        cast(region_titles as double) as denominator,
        region_titles as n,
        is_suppressed
    from members
    where is_home_region

    union all

    select
        'platform_coverage' as dimension,
        platform_group as member,
        coverage as value,
        cast(titles as double) as numerator,
        cast(region_titles as double) as denominator,
        region_titles as n,
        is_suppressed
    from members
    where is_home_region

    union all

    select
        'platform_votes' as dimension,
        members.platform_group as member,
        votes.split_votes / votes.region_votes as value,
        votes.split_votes as numerator,
        votes.region_votes as denominator,
        members.region_titles as n,
        members.is_suppressed
    from members
    inner join {{ ref('int_platform_vote_shares') }} as votes using (platform_group)
    where members.is_home_region and votes.region_votes > 0

    union all

    select
        'region_platform' as dimension,
        region_platform as member,
        share as value,
        split_titles as numerator,
        cast(region_titles as double) as denominator,
        region_titles as n,
        is_suppressed
    from members

    union all

    select
        'basis' as dimension,
        basis as member,
        value,
        numerator,
        denominator,
        n,
        false as is_suppressed
    from {{ ref('kpi_platform_catalogue_share') }}
    where value is not null
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
