-- KPI 1: Σ over titles = Σ over regions = Σ over weighted genres = the total of the basis; over the charts too, where there are any.
{{ config(group='views', meta={'kpi_ids': ['total_views']}) }}
with totals as (
    select
        basis,
        value
    from {{ ref('int_views_bases') }}
    where kpi_id = 'total_views' and value is not null
),

dimensions as (
    {% for dimension in ['title', 'region', 'genre', 'chart'] -%}
    select '{{ dimension }}' as dimension
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

parts as (
    select
        basis,
        dimension,
        sum(value) as views,
        min(value) as least
    from {{ ref('int_total_views_members') }}
    group by basis, dimension
)

select
    totals.basis,
    dimensions.dimension,
    totals.value,
    parts.views,
    parts.least
from totals
cross join dimensions
left join parts on totals.basis = parts.basis and dimensions.dimension = parts.dimension
where
    -- a session stands on no chart
    not (totals.basis = 'watch_sessions' and dimensions.dimension = 'chart')
    and coalesce(
        abs(totals.value - parts.views) > 1e-9 * totals.value or parts.least < 0 or totals.value < 0, true
    )
