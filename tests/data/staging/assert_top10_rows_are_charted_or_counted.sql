-- Reconciliation: the rows of each Top 10 file less those without title, week or rank, or of weeks outside
-- the calendar, are the charts' rows.
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
),

left_out as (
    select
        table_name,
        sum(flagged_rows) as left_out_rows
    from {{ ref('int_netflix_top10__row_flags') }}
    where flag in ('keyless', 'out_of_calendar')
    group by table_name
),

charted as (
    select
        'netflix_top10_global' as table_name,
        count(*) as charted_rows
    from {{ ref('int_netflix_top10__charts') }}
    where region_iso2 = 'XWW'
    union all
    select
        'netflix_top10_countries' as table_name,
        count(*) as charted_rows
    from {{ ref('int_netflix_top10__charts') }}
    where region_iso2 is null or region_iso2 != 'XWW'
)

select
    staged.table_name,
    staged.staged_rows,
    left_out.left_out_rows,
    charted.charted_rows
from staged
left join left_out using (table_name)
left join charted using (table_name)
where staged.staged_rows - coalesce(left_out.left_out_rows, 0) != coalesce(charted.charted_rows, 0)
