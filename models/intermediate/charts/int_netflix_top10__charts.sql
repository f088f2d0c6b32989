{{ config(materialized='table') }}

with aliases as (
    select * from {{ ref('region_aliases') }}
),

charted as (
    select
        -- `TV (Non-English)` → tv_non_english
        replace(replace(replace(replace(lower(category), '(', ''), ')', ''), ' ', '_'), '-', '_') as chart,
        'XWW' as region_iso2,
        week_end,
        rank,
        source_title_key,
        source_show_key,
        -- what was viewed for hours was viewed: where the runtime is not known, some weeks write 0 views
        case when views_published > 0 or hours_viewed = 0 then views_published end as views_published,
        hours_viewed,
        runtime_hours
    from {{ ref('stg_netflix_top10__global') }}
    union all
    select
        lower(countries.category) as chart,
        coalesce(
            {{ inferred_region('countries.region_iso2') }},
            aliases.iso2,
            {{ inferred_region('countries.country_name') }}
        ) as region_iso2,
        countries.week_end,
        countries.rank,
        countries.source_title_key,
        countries.source_show_key,
        cast(null as bigint) as views_published,
        cast(null as bigint) as hours_viewed,
        cast(null as double) as runtime_hours
    from {{ ref('stg_netflix_top10__countries') }} as countries
    left join aliases on lower(trim(countries.country_name)) = aliases.alias
)

select
    chart,
    region_iso2,
    date_add(week_end, -6) as chart_start,
    week_end as chart_end,
    rank,
    source_title_key,
    source_show_key,
    views_published,
    hours_viewed,
    runtime_hours,
    count(*) over (partition by chart, region_iso2, week_end, rank) > 1 as is_rank_repeated
from charted
where
    source_title_key is not null
    and rank is not null
    and {{ in_calendar('date_add(week_end, -6)', 'week_end') }}
