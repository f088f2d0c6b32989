-- Reconciliation: staging's rows less those counted as keyless or repeated are the fact's rows, for each dataset.
{{ config(meta={'kpi_ids': [
    'total_views', 'hit_concentration', 'watch_hours_per_viewer', 'completion_rate', 'dormant_share'
]}) }}

with staged as (
    select
        case table_name when 'netflix_clickstream' then 'vodclickstream' else 'netflix' end as source_system,
        max(table_rows) as staged_rows,
        coalesce(sum(flagged_rows) filter (where flag in ('keyless', 'repeated')), 0) as left_out_rows
    from {{ ref('int_netflix__row_flags') }}
    where table_name in ('netflix_watch_history', 'netflix_clickstream')
    group by table_name
),

fact as (
    select
        source_system,
        count(*) as fact_rows
    from {{ ref('fact_watch_session') }}
    group by source_system
)

select
    staged.*,
    coalesce(fact.fact_rows, 0) as fact_rows
from staged
left join fact on staged.source_system = fact.source_system
where staged.staged_rows - staged.left_out_rows != coalesce(fact.fact_rows, 0)
