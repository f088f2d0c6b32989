-- The offers of the titles asked for, and of those that only a list of a platform's offers has. Of a title that was asked for,
-- such a list says nothing that the title's own details do not say.
with offers as (
    select * from {{ ref('stg_tmdb__offers') }}
),

asked as (
    select
        snapshot_date,
        data_mode,
        source_title_key
    from {{ ref('stg_tmdb__movies') }}
    union
    select
        snapshot_date,
        data_mode,
        source_title_key
    from {{ ref('stg_tmdb__tv') }}
),

listed as (
    select discovered.*
    from {{ ref('stg_tmdb__discovered') }} as discovered
    where not exists (
        select 1 from asked
        where
            asked.snapshot_date = discovered.snapshot_date
            and asked.data_mode = discovered.data_mode
            and asked.source_title_key = discovered.source_title_key
    )
),

unioned as (
    select
        snapshot_date,
        data_mode,
        source_title_key,
        region_iso2,
        monetisation,
        provider_id,
        true as is_in_frame
    from offers
    union all
    select
        snapshot_date,
        data_mode,
        source_title_key,
        region_iso2,
        -- subscriptions are what was asked for
        'flatrate' as monetisation,
        provider_id,
        false as is_in_frame
    from listed
),

aliases as (
    select
        alias,
        iso2
    from {{ ref('region_aliases') }}
)

select
    unioned.snapshot_date,
    unioned.data_mode,
    unioned.source_title_key,
    -- TMDB's XK is IMDb's XKV
    coalesce(aliases.iso2, unioned.region_iso2) as region_iso2,
    unioned.monetisation,
    unioned.provider_id,
    unioned.is_in_frame
from unioned
left join aliases on lower(unioned.region_iso2) = aliases.alias
