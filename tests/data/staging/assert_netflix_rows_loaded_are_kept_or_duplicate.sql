-- Reconciliation: what was loaded is kept, repeats a kept row, or has no key; and the loader counted no more whole-row duplicates
-- than are left out as copies. (Staging may find more: it does not see the personal columns.)
{% set deduplicated = {
    'netflix_users': 'int_netflix__users_deduplicated',
    'netflix_movies': 'int_netflix__movies_deduplicated',
    'netflix_watch_history': 'int_netflix__sessions_deduplicated',
    'netflix_clickstream': 'int_clickstream__clicks_deduplicated',
} %}
{{ config(meta={'kpi_ids': [
    'total_views', 'hit_concentration', 'watch_hours_per_viewer', 'completion_rate', 'cancellation_rate', 'retention_12m',
    'dormant_share'
]}) }}

with kept as (
    {%- for table, model in deduplicated.items() %}
    select
        '{{ table }}' as table_name,
        count(*) as kept_rows
    from {{ ref(model) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

left_out as (
    select
        table_name,
        max(table_rows) as loaded_rows,
        coalesce(sum(flagged_rows) filter (where flag = 'repeated'), 0) as repeated_rows,
        coalesce(sum(flagged_rows) filter (where flag = 'keyless'), 0) as keyless_rows
    from {{ ref('int_netflix__row_flags') }}
    group by table_name
)

select
    left_out.*,
    kept.kept_rows,
    loads.rows_duplicate
from left_out
inner join kept on left_out.table_name = kept.table_name
left join {{ ref('int_loads_current') }} as loads on left_out.table_name = loads.table_name
where
    left_out.loaded_rows != kept.kept_rows + left_out.repeated_rows + left_out.keyless_rows
    or coalesce(loads.rows_duplicate, 0) > left_out.repeated_rows + left_out.keyless_rows
