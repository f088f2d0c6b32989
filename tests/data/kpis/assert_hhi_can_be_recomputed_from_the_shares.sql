-- KPI 14, in the home region and in every other: the squares of the shares that KPI 13 prints.
{{ config(meta={'kpi_ids': ['platform_hhi', 'platform_catalogue_share']}) }}
with slices as (
    select * from {{ ref('mart_kpi_slice') }}
),

shares as (
    select
        'headline' as place,
        value
    from slices
    where kpi_id = 'platform_catalogue_share' and dimension = 'platform'

    union all

    select
        split_part(member, '|', 1) as place,
        value
    from slices
    where kpi_id = 'platform_catalogue_share' and dimension = 'region_platform'
),

recomputed as (
    select
        place,
        sum(power(100.0 * value, 2)) as hhi
    from shares
    group by place
),

printed as (
    select
        'headline' as place,
        value
    from {{ ref('mart_kpi') }}
    where kpi_id = 'platform_hhi'

    union all

    select
        member as place,
        value
    from slices
    where kpi_id = 'platform_hhi' and dimension = 'region'
)

select
    printed.place,
    printed.value,
    recomputed.hhi as recomputed
from printed
full outer join recomputed on printed.place = recomputed.place
where
    (printed.value is null) != (recomputed.hhi is null)
    or abs(printed.value - recomputed.hhi) > 1e-6
