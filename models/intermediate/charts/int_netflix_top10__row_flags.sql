-- How many rows of each file are not as they should be: nothing is left out without being counted.
with staged as (
    select
        'netflix_top10_global' as table_name,
        source_title_key is null or week_end is null or rank is null as is_keyless,
        coalesce(not {{ in_calendar('date_add(week_end, -6)', 'week_end') }}, false) as is_outside,
        has_cast_failure,
        coalesce(views_published = 0 and hours_viewed > 0, false) as has_zero_views
    from {{ ref('stg_netflix_top10__global') }}
    union all
    select
        'netflix_top10_countries' as table_name,
        source_title_key is null or week_end is null or rank is null as is_keyless,
        coalesce(not {{ in_calendar('date_add(week_end, -6)', 'week_end') }}, false) as is_outside,
        has_cast_failure,
        false as has_zero_views
    from {{ ref('stg_netflix_top10__countries') }}
    union all
    select
        'netflix_top10_most_popular' as table_name,
        source_title_key is null as is_keyless,
        false as is_outside,
        has_cast_failure,
        false as has_zero_views
    from {{ ref('stg_netflix_top10__most_popular') }}
)

select
    table_name,
    'keyless' as flag,
    count(*) filter (where is_keyless) as flagged_rows
from staged
group by table_name
union all
select
    table_name,
    'out_of_calendar' as flag,
    count(*) filter (where is_outside and not is_keyless) as flagged_rows
from staged
group by table_name
union all
select
    table_name,
    'cast_failed' as flag,
    count(*) filter (where has_cast_failure) as flagged_rows
from staged
group by table_name
union all
select
    table_name,
    'zero_views' as flag,
    count(*) filter (where has_zero_views) as flagged_rows
from staged
group by table_name
union all
select
    'netflix_top10_global' as table_name,
    'rank_repeated' as flag,
    count(*) filter (where is_rank_repeated) as flagged_rows
from {{ ref('int_netflix_top10__charts') }}
where region_iso2 = 'XWW'
union all
select
    'netflix_top10_countries' as table_name,
    'rank_repeated' as flag,
    count(*) filter (where is_rank_repeated) as flagged_rows
from {{ ref('int_netflix_top10__charts') }}
where region_iso2 is null or region_iso2 != 'XWW'
