-- KPI 11 is the difference of two printed shares of KPI 10.
{{ config(meta={'kpi_ids': ['genre_momentum', 'genre_popularity_share']}) }}
with slices as (
    select * from {{ ref('mart_kpi_slice') }}
),

headline as (
    select extract(year from period_end) as release_year from {{ ref('mart_kpi') }}
    where kpi_id = 'genre_momentum' and value is not null
),

shares as (
    select
        split_part(member, '|', 1) as genre_name,
        cast(split_part(member, '|', 2) as int) as release_year,
        value
    from slices
    where kpi_id = 'genre_popularity_share' and dimension = 'genre_year'
)

select
    changes.member,
    changes.value,
    later.value - earlier.value as recomputed
from slices as changes
cross join headline
left join shares as later
    on changes.member = later.genre_name and headline.release_year = later.release_year
left join shares as earlier
    on changes.member = earlier.genre_name and headline.release_year - 1 = earlier.release_year
where
    changes.kpi_id = 'genre_momentum' and changes.dimension = 'genre'
    and coalesce(abs(changes.value - (later.value - earlier.value)) > 1e-9, true)
