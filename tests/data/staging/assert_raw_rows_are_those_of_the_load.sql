-- Reconciliation: every raw table holds as many rows as the load in place wrote.
{% set tables = [
    'name_basics', 'title_akas', 'title_basics', 'title_crew', 'title_episode', 'title_principals', 'title_ratings'
] %}

with counted as (
    {%- for table in tables %}
    select
        'imdb_{{ table }}' as table_name,
        count(*) as staged_rows
    from {{ ref('stg_imdb__' ~ table) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    loads.table_name,
    loads.run_id,
    loads.rows_loaded,
    counted.staged_rows
from {{ ref('int_loads_current') }} as loads
inner join counted using (table_name)
where loads.rows_loaded is distinct from counted.staged_rows
