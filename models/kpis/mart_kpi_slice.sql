-- Each KPI by the members of its dimensions. Slices of one dimension may be compared; whether they add up, the KPI's page says.
select * from {{ ref('kpi_total_views__slices') }}
union all
select * from {{ ref('kpi_total_streams__slices') }}
union all
select * from {{ ref('kpi_hit_concentration__slices') }}
union all
select * from {{ ref('kpi_watch_hours_per_viewer__slices') }}
union all
select * from {{ ref('kpi_completion_rate__slices') }}
union all
select * from {{ ref('kpi_time_on_chart__slices') }}
union all
select * from {{ ref('kpi_cancellation_rate__slices') }}
union all
select * from {{ ref('kpi_retention_12m__slices') }}
union all
select * from {{ ref('kpi_dormant_share__slices') }}
union all
select * from {{ ref('kpi_genre_popularity_share__slices') }}
union all
select * from {{ ref('kpi_genre_momentum__slices') }}
union all
select * from {{ ref('kpi_genre_rating__slices') }}
union all
select * from {{ ref('kpi_platform_catalogue_share__slices') }}
union all
select * from {{ ref('kpi_platform_hhi__slices') }}
