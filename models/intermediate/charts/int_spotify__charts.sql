{{ config(materialized='table') }}

{% set columns = [
    'chart', 'region_name', 'chart_start', 'chart_end', 'rank', 'track_id', 'source_title_id', 'streams_published',
    'provenance'
] | join(', ') %}

with places as (
    select * from {{ ref('int_spotify__charts_unioned') }}
    where is_readable
),

offers as (
    select * from {{ ref('int_spotify__charts_offered') }}
),

-- most charts are offered once and repeat nothing: the few others are looked up, the rest passes
exceptions as (
    select * from offers
    where has_repeats or not is_chosen
),

plain as (
    select {{ columns }}
    from places
    where
        not exists (
            select 1 from exceptions
            where
                places.provenance = exceptions.provenance
                and places.file_name = exceptions.file_name
                and places.chart = exceptions.chart
                and places.region_name = exceptions.region_name
                and places.chart_end = exceptions.chart_end
        )
),

ranks_once as (
    select
        places.*,
        -- of a rank's rows the one with more streams; the track breaks ties, and what still ties is equal
        row_number() over (
            partition by places.chart, places.region_name, places.chart_end, places.rank
            order by places.streams_published desc nulls last, places.source_title_id
        ) as turn
    from places
    inner join exceptions using (provenance, file_name, chart, region_name, chart_end)
    where exceptions.is_chosen
),

tracks_once as (
    select
        *,
        -- of a track's rows the better rank: by now each rank is there once
        row_number() over (
            partition by chart, region_name, chart_end, source_title_id
            order by rank
        ) as turn_of_track
    from ranks_once
    where turn = 1
),

kept as (
    select * from plain
    union all
    select {{ columns }} from tracks_once
    where turn_of_track = 1
),

regions as (
    select distinct
        region_name,
        region_iso2
    from offers
)

select
    kept.chart,
    regions.region_iso2,
    kept.chart_start,
    kept.chart_end,
    case when kept.chart in ('top200_weekly', 'viral50_weekly') then 7 else 1 end as period_days,
    kept.rank,
    kept.track_id,
    {{ text_key('spotify', 'kept.source_title_id') }} as source_title_key,
    kept.streams_published,
    kept.provenance
from kept
inner join regions using (region_name)
