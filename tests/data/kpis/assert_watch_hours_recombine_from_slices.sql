-- KPI 4: weighted by their viewers, the members of each dimension make the headline again.
{{ config(group='engagement', meta={'kpi_ids': ['watch_hours_per_viewer']}) }}
with hours as (
    select * from {{ ref('int_watch_hours') }}
),

recombined as (
    select
        month_start,
        dimension,
        sum(viewers) as viewers,
        sum(mean_hours * viewers) / sum(viewers) as mean_hours
    from hours
    group by month_start, dimension
)

select
    whole.month_start,
    recombined.dimension,
    whole.viewers,
    recombined.viewers as viewers_of_members,
    whole.mean_hours,
    recombined.mean_hours as mean_of_members
from hours as whole
inner join recombined using (month_start)
where
    whole.dimension = 'basis'
    and (
        whole.viewers != recombined.viewers
        or abs(whole.mean_hours - recombined.mean_hours) > 1e-9 * greatest(1.0, whole.mean_hours)
    )
