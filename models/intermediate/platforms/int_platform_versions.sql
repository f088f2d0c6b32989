-- Type 2 on the name: a version begins with the first snapshot that has another name than the one before.
{{ config(materialized='table') }}

with names as (
    select
        *,
        -- one name per provider and day
        lag(platform_name) over (partition by provider_id order by snapshot_date) as name_before,
        max(case when is_listed then 1 else 0 end) over (partition by provider_id) as was_listed
    from {{ ref('int_platform_names') }}
),

seen as (
    select
        provider_id,
        row_number() over (partition by provider_id order by snapshot_date) as version,
        platform_name,
        snapshot_date as valid_from,
        lead(snapshot_date) over (partition by provider_id order by snapshot_date) as valid_to,
        was_listed
    from names
    where platform_name is distinct from name_before
),

platforms as (
    select
        coalesce(seen.provider_id, seeded.provider_id) as provider_id,
        coalesce(seen.version, 1) as version,
        coalesce(seen.platform_name, seeded.platform_name) as platform_name,
        seeded.platform_group,
        seeded.platform_type,
        seen.valid_from,
        seen.valid_to,
        coalesce(seen.was_listed, 1) = 0 and seeded.provider_id is null as is_inferred
    from seen
    full outer join {{ ref('platforms') }} as seeded on seen.provider_id = seeded.provider_id
)

select
    cast(platforms.provider_id as int) as provider_id,
    cast(platforms.provider_id as bigint) * 1000 + platforms.version as platform_key,
    cast(platforms.version as int) as version,

    platforms.platform_name,
    coalesce(platforms.platform_group, brands.platform_group) as platform_group,
    coalesce(platforms.platform_type, brands.platform_type) as platform_type,
    platforms.valid_from,
    platforms.valid_to,
    case
        when platforms.version = 1 then cast('1900-01-01' as date) else platforms.valid_from
    end as lookup_from,
    coalesce(platforms.valid_to, cast('9999-12-31' as date)) as lookup_to,

    platforms.valid_to is null as is_current,
    platforms.is_inferred
from platforms
inner join {{ ref('int_platform_brands') }} as brands on platforms.platform_name = brands.platform_name
