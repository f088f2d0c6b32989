-- What the views of each basis's latest period are made of: charts, titles, regions and genres. Over each of them they add up to the total.
with latest as (
    select
        basis,
        period_end
    from {{ ref('int_total_views_periods') }}
    where periods_back = 0 and reason_code is null
),

viewed as (
    select
        charts.basis,
        charts.chart,
        charts.title_key,
        regions.region_name,
        charts.streams_estimate as views
    from {{ ref('int_global_charts') }} as charts
    inner join latest on charts.basis = latest.basis and charts.chart_end = latest.period_end
    inner join {{ ref('dim_region') }} as regions on regions.iso2 = 'XWW'
    where charts.basis = 'netflix_top10' and charts.streams_estimate is not null
    union all
    select
        latest.basis,
        cast(null as {{ dbt.type_string() }}) as chart,
        sessions.title_key,
        sessions.region_name,
        sessions.views
    from {{ ref('int_session_views') }} as sessions
    inner join latest on latest.basis = 'watch_sessions'
    where sessions.months_back = 0
),

shared as (
    select
        viewed.basis,
        'title' as dimension,
        viewed.title_key,
        titles.primary_title as member,
        viewed.views
    from viewed
    inner join {{ ref('dim_title') }} as titles using (title_key)
    union all
    select
        viewed.basis,
        'genre' as dimension,
        cast(null as bigint) as title_key,
        genres.genre_name as member,
        bridge.genre_weight * viewed.views as views
    from viewed
    inner join {{ ref('bridge_title_genre') }} as bridge using (title_key)
    inner join {{ ref('dim_genre') }} as genres using (genre_key)
    union all
    select basis, 'region' as dimension, cast(null as bigint) as title_key, region_name as member, views
    from viewed
    union all
    select basis, 'chart' as dimension, cast(null as bigint) as title_key, chart as member, views
    from viewed
    where chart is not null
)

select
    basis,
    dimension,
    title_key,
    coalesce(member, 'Unknown') as member,
    sum(views) as value,
    count(*) as n,
    -- the title's key breaks ties between equal views, the name between members that are no titles
    row_number() over (
        partition by basis, dimension
        order by sum(views) desc, title_key, coalesce(member, 'Unknown')
    ) as place
from shared
group by basis, dimension, title_key, coalesce(member, 'Unknown')
