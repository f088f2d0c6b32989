-- Each KPI by the members of its dimensions. Slices of one dimension may be compared; whether they add up, the KPI's page says.
select * from {{ ref('kpi_genre_popularity_share__slices') }}
union all
select * from {{ ref('kpi_genre_momentum__slices') }}
union all
select * from {{ ref('kpi_genre_rating__slices') }}
