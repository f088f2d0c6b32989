-- A row is a platform of the home region by a lens: titles split over their platforms, titles on it, and votes split over the platforms.
with members as (
    select * from {{ ref('int_platform_members') }}
    where is_home_region
),

votes as (
    select * from {{ ref('int_platform_vote_shares') }}
    where region_votes > 0
)

select
    'platform' as lens,
    platform_group,
    share as value,
    split_titles as numerator,
    cast(region_titles as double) as denominator,
    region_titles as n,
    is_suppressed
from members

union all

select
    'platform_coverage' as lens,
    platform_group,
    coverage as value,
    cast(titles as double) as numerator,
    cast(region_titles as double) as denominator,
    region_titles as n,
    is_suppressed
from members

union all

select
    'platform_votes' as lens,
    members.platform_group,
    votes.split_votes / votes.region_votes as value,
    votes.split_votes as numerator,
    votes.region_votes as denominator,
    members.region_titles as n,
    members.is_suppressed
from members
inner join votes using (platform_group)
