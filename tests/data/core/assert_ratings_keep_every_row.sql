-- Reconciliation: staging's rows less those counted as keyless or repeated are the current load's rows of the fact.
{{ config(meta={'kpi_ids': [
    'genre_popularity_share', 'genre_momentum', 'genre_rating', 'platform_catalogue_share'
]}) }}

with current_load as (
    select
        data_mode,
        {{ date_key('snapshot_date') }} as snapshot_date_key
    from {{ ref('int_loads_current') }}
    where table_name = 'imdb_title_ratings'
),

staged as (
    select count(*) as staged_rows from {{ ref('stg_imdb__title_ratings') }}
),

left_out as (
    select sum(flagged_rows) as left_out_rows from {{ ref('int_imdb__row_flags') }}
    where table_name = 'imdb_title_ratings' and flag in ('keyless', 'repeated')
),

fact as (
    select count(*) as fact_rows
    from {{ ref('fact_ratings') }}
    inner join current_load using (snapshot_date_key, data_mode)
),

counted as (
    select
        staged.*,
        left_out.*,
        fact.*
    from staged
    cross join left_out
    cross join fact
)

select counted.*
from counted
-- rows that no load stands for are in no snapshot
cross join current_load
where counted.staged_rows - counted.left_out_rows != counted.fact_rows
