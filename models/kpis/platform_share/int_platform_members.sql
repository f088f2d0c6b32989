-- Every platform of a region in the current snapshot; Netflix and Hulu always, with nulls where they offer nothing.
with shares as (
    select * from {{ ref('int_platform_shares') }}
    where snapshots_back = 0
),

always_listed as (
    select 'Netflix' as platform_group

    union all

    select 'Hulu' as platform_group
),

regions as (
    select distinct
        region_key,
        region_name,
        is_home_region,
        region_titles
    from shares
),

members as (
    select
        region_key,
        platform_group
    from shares

    union

    select
        regions.region_key,
        always_listed.platform_group
    from regions
    cross join always_listed
)

select
    members.region_key,
    regions.region_name,
    regions.is_home_region,
    members.platform_group,
    regions.region_titles,
    shares.titles,
    shares.split_titles,
    shares.share,
    shares.coverage,
    regions.region_titles < {{ var('min_n') }} as is_suppressed
from members
inner join regions using (region_key)
left join shares
    on members.region_key = shares.region_key and members.platform_group = shares.platform_group
