-- Each title once on each chart, at its best place.
with charts as (
    select * from {{ ref('int_charts_titled') }}
),

repeated as (
    select
        chart,
        region_iso2,
        chart_start,
        title_key
    from {{ ref('int_charts_titles_repeated') }}
),

single as (
    select
        charts.*,
        1 as copy_number
    from charts
    where not exists (
        select 1 from repeated
        where
            repeated.title_key = charts.title_key
            and repeated.chart_start = charts.chart_start
            and repeated.chart = charts.chart
            and repeated.region_iso2 = charts.region_iso2
    )
),

copies as (
    select
        charts.*,
        row_number() over (
            partition by charts.chart, charts.region_iso2, charts.chart_start, charts.title_key
            -- what still ties is equal in every column that the star keeps
            order by
                charts.rank, coalesce(charts.streams_published, -1) desc,
                coalesce(charts.hours_viewed, -1) desc, charts.source_title_key
        ) as copy_number
    from charts
    inner join repeated using (chart, region_iso2, chart_start, title_key)
)

select * from single
union all
select * from copies
where copy_number = 1
