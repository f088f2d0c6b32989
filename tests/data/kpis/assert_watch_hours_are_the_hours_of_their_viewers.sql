-- KPI 4: value × viewers = hours, in every month and slice, and these are the minutes of the usable sessions in the star.
{{ config(group='engagement', meta={'kpi_ids': ['watch_hours_per_viewer']}) }}
with hours as (
    select * from {{ ref('int_watch_hours') }}
),

ends as (
    select as_of_date from {{ ref('int_kpi_sources') }}
    where kpi_id = 'watch_hours_per_viewer'
),

star as (
    select
        days.month_start,
        count(distinct sessions.subscriber_key) as viewers,
        sum(sessions.watch_minutes) / 60.0 as hours
    from {{ ref('fact_watch_session') }} as sessions
    inner join {{ ref('dim_date') }} as days using (date_key)
    inner join ends on days.date_day <= ends.as_of_date
    where
        sessions.source_system = 'netflix'
        and sessions.subscriber_key != -1
        and sessions.watch_minutes <= 24 * 60
    group by days.month_start
),

compared as (
    select
        hours.month_start,
        hours.dimension,
        hours.member,
        hours.mean_hours,
        hours.viewers,
        hours.hours,
        star.viewers as viewers_in_star,
        star.hours as hours_in_star
    from hours
    left join star on hours.month_start = star.month_start and hours.dimension = 'basis'
)

select * from compared
where
    abs(mean_hours * viewers - hours) > 1e-9 * greatest(1.0, hours)
    or (
        dimension = 'basis'
        and coalesce(
            viewers != viewers_in_star or abs(hours - hours_in_star) > 1e-9 * greatest(1.0, hours), true
        )
    )
