-- An offer is a fact of its day: the platform is the version of that day, the title the one that it was matched to.
with offers as (
    select * from {{ ref('int_tmdb__offers_unioned') }}
),

keyed as (
    select
        coalesce(matches.title_key, -1) as title_key,
        coalesce(platforms.platform_key, -1) as platform_key,
        coalesce(regions.region_key, -1) as region_key,
        {{ date_key('offers.snapshot_date') }} as snapshot_date_key,
        offers.monetisation,
        offers.data_mode,
        offers.is_in_frame,
        coalesce(snapshots.is_limited, false) as is_limited
    from offers
    left join {{ ref('int_tmdb__snapshots') }} as snapshots
        on offers.snapshot_date = snapshots.snapshot_date and offers.data_mode = snapshots.data_mode
    left join {{ ref('int_title_matches') }} as matches on offers.source_title_key = matches.source_title_key
    left join {{ ref('int_platform_versions') }} as platforms
        on
            offers.provider_id = platforms.provider_id
            and offers.snapshot_date >= platforms.lookup_from
            and offers.snapshot_date < platforms.lookup_to
    left join {{ ref('dim_region') }} as regions on offers.region_iso2 = regions.iso2
)

-- two titles of TMDB may be one title, and a list may name an offer twice
select
    title_key,
    platform_key,
    region_key,
    snapshot_date_key,
    monetisation,
    data_mode,
    max(case when is_in_frame then 1 else 0 end) = 1 as is_in_frame,
    is_limited
from keyed
group by title_key, platform_key, region_key, snapshot_date_key, monetisation, data_mode, is_limited
