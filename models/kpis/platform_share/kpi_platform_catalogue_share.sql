-- KPI 13: the largest share of the home region's subscription offers in the current snapshot. Always one row.
with shares as (
    select * from {{ ref('int_platform_shares') }}
),

ranked as (
    select
        *,
        -- the platform's name breaks ties; rounded, since sums of thirds differ in their last bit
        row_number() over (order by round(share, 12) desc, platform_group) as place
    from shares
    where is_home_region and snapshots_back = 0 and region_titles >= {{ var('min_n') }}
),

coverage as (
    select coverage as known_share from {{ ref('int_platform_coverage') }}
    where snapshots_back = 0
),

earlier as (
    select
        count(*) as platforms_anywhere,
        coalesce(max(case when is_home_region then region_titles end), 0) as region_titles
    from shares
    where snapshots_back = 1
),

compared as (
    select
        ranked.*,
        coverage.known_share,
        -- a platform that offered nothing then had a share of nothing
        case when earlier.region_titles >= {{ var('min_n') }} then coalesce(previous.share, 0.0) end
            as prev_share,
        case
            when earlier.platforms_anywhere = 0 then 'NO_PREVIOUS_PERIOD'
            when earlier.region_titles < {{ var('min_n') }} then 'MIN_N_NOT_MET'
        end as delta_reason_code
    from ranked
    cross join coverage
    cross join earlier
    left join shares as previous
        on
            ranked.platform_group = previous.platform_group
            and previous.is_home_region
            and previous.snapshots_back = 1
    where ranked.place = 1
)

select
    'platform_catalogue_share' as kpi_id,
    case when compared.share is not null then 'subscription_offers' end as basis,
    compared.platform_group as headline_member,
    compared.snapshot_date as period_start,
    compared.snapshot_date as period_end,
    compared.share as value,
    compared.split_titles as numerator,
    cast(compared.region_titles as double) as denominator,
    compared.region_titles as n,
    compared.known_share as coverage,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high,
    compared.prev_share as prev_value,
    compared.share - compared.prev_share as delta,
    cast(null as double) as delta_low,
    cast(null as double) as delta_high,
    cast(null as boolean) as delta_is_clear,
    compared.delta_reason_code,
    case when compared.share is not null then false end as is_estimated,
    case when compared.share is null then 'MIN_N_NOT_MET' end as reason_code
from (select 1 as one) as anchor
left join compared on anchor.one = 1
