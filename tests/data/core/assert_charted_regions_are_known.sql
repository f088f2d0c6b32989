-- Integrity: every region of a live chart is one of the seeds'.
-- a new region is news, not an error: it has an inferred member, and the seed region_aliases or regions wants a line
{{ config(severity='warn') }}
with charted as (
    select
        provenance as table_name,
        region_iso2,
        count(*) as charts
    from {{ ref('int_spotify__charts_offered') }}
    where is_chosen
    group by provenance, region_iso2
    union all
    select
        'netflix_top10_countries' as table_name,
        region_iso2,
        count(distinct chart_end) as charts
    from {{ ref('int_netflix_top10__charts') }}
    where region_iso2 != 'XWW'
    group by region_iso2
)

select charted.*
from charted
inner join {{ ref('dim_region') }} as regions on charted.region_iso2 = regions.iso2
inner join {{ ref('int_loads_current') }} as loads on charted.table_name = loads.table_name
-- the sample has such a region on purpose
where regions.is_inferred and loads.data_mode = 'live'
