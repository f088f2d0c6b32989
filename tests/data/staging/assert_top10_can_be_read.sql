-- Integrity: files whose fields are not what they should be must not become charts. A slip in a few rows passes, and is
-- counted in int_netflix_top10__row_flags.
{{ config(meta={'kpi_ids': ['total_views', 'hit_concentration']}) }}
with staged as (
    select
        'netflix_top10_global' as table_name,
        count(*) as staged_rows
    from {{ ref('stg_netflix_top10__global') }}
    union all
    select
        'netflix_top10_countries' as table_name,
        count(*) as staged_rows
    from {{ ref('stg_netflix_top10__countries') }}
    union all
    select
        'netflix_top10_most_popular' as table_name,
        count(*) as staged_rows
    from {{ ref('stg_netflix_top10__most_popular') }}
)

select
    flags.*,
    staged.staged_rows
from {{ ref('int_netflix_top10__row_flags') }} as flags
inner join staged using (table_name)
where flags.flag in ('keyless', 'cast_failed') and flags.flagged_rows > 0.01 * staged.staged_rows
