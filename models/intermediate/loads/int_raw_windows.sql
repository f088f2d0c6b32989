-- The days that the rows of a raw table speak of, where that is not simply the day of its load.
with windows as (
    select
        'netflix_users' as table_name,
        min(cast(created_at as date)) as data_start,
        max(cast(created_at as date)) as data_end
    from {{ ref('stg_netflix__users') }}
    union all
    select
        'netflix_watch_history' as table_name,
        min(history.watch_date) as data_start,
        max(history.watch_date) as data_end
    from {{ ref('stg_netflix__watch_history') }} as history
    left join {{ ref('int_netflix__snapshot') }} as snapshot on true
    -- one session dated after the snapshot would hide that all the others are old
    where coalesce(history.watch_date <= snapshot.snapshot_date, true)
    union all
    select
        'netflix_clickstream' as table_name,
        min(cast(opened_at as date)) as data_start,
        max(cast(opened_at as date)) as data_end
    from {{ ref('stg_netflix__clickstream') }}
    union all
    select
        'netflix_top10_global' as table_name,
        date_add(min(week_end), -6) as data_start,
        max(week_end) as data_end
    from {{ ref('stg_netflix_top10__global') }}
    where {{ in_calendar('date_add(week_end, -6)', 'week_end') }}
    union all
    select
        'netflix_top10_countries' as table_name,
        date_add(min(week_end), -6) as data_start,
        max(week_end) as data_end
    from {{ ref('stg_netflix_top10__countries') }}
    where {{ in_calendar('date_add(week_end, -6)', 'week_end') }}
    union all
    -- those that were kept: 26 million lines need not be read as dates again
    select
        provenance as table_name,
        min(chart_start) as data_start,
        max(chart_end) as data_end
    from {{ ref('int_spotify__charts') }}
    group by provenance
)

select
    table_name,
    data_start,
    data_end
from windows
where data_end is not null
