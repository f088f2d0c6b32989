-- The subscription offers that count, up to the day on which the data ends: in the frame, and of the load's own data_mode.
{{ config(materialized='view') }}

with current_load as (
    select
        loads.data_mode,
        loads.is_limited,
        sources.as_of_date
    from {{ ref('fact_source_load') }} as loads
    inner join {{ ref('int_kpi_sources') }} as sources on sources.kpi_id = 'platform_catalogue_share'
    where loads.table_name = 'tmdb_movies' and loads.status = 'present'
),

dated as (
    select
        availability.*,
        dates.date_day as snapshot_date
    from {{ ref('fact_availability') }} as availability
    inner join {{ ref('dim_date') }} as dates on availability.snapshot_date_key = dates.date_key
    inner join current_load
        on availability.data_mode = current_load.data_mode and dates.date_day <= current_load.as_of_date
    -- a load with a row limit is of fewer titles: it is compared with nothing, and nothing with it
    where dates.date_day = current_load.as_of_date or not (availability.is_limited or current_load.is_limited)
),

-- the day on which the data ends is the current snapshot, even when it has no offer
snapshots as (
    select
        days.snapshot_date,
        -- days are distinct, so there are no ties
        row_number() over (order by days.snapshot_date desc) - 1 as snapshots_back
    from (
        select snapshot_date from dated
        union
        select as_of_date as snapshot_date from current_load
    ) as days
)

select
    dated.snapshot_date,
    snapshots.snapshots_back,
    dated.region_key,
    regions.region_name,
    coalesce(regions.iso2 = '{{ var("home_region") }}', false) as is_home_region,
    dated.title_key,
    dated.platform_key,
    platforms.platform_group,
    dated.platform_key != -1 as is_platform_known
from dated
inner join snapshots using (snapshot_date)
inner join {{ ref('dim_region') }} as regions using (region_key)
inner join {{ ref('dim_platform') }} as platforms using (platform_key)
where dated.monetisation = 'flatrate' and dated.is_in_frame
