-- Reconciliation: staging's rows less those counted as keyless or repeated are the fact's rows of IMDb's titles, and the
-- artists of the tracks are its other rows.
with staged as (
    select count(*) as staged_rows from {{ ref('stg_imdb__title_principals') }}
),

left_out as (
    select sum(flagged_rows) as left_out_rows from {{ ref('int_imdb__row_flags') }}
    where table_name = 'imdb_title_principals' and flag in ('keyless', 'repeated')
),

artists as (
    select count(*) as artist_rows from {{ ref('int_spotify__credits') }}
),

fact as (
    select
        -- IMDb's source code in the keys is 0
        count(*) filter (where title_key < 10000000000000000) as imdb_rows,
        count(*) filter (where title_key >= 10000000000000000) as other_rows
    from {{ ref('fact_cast_crew') }}
),

counted as (
    select
        staged.*,
        left_out.*,
        artists.*,
        fact.*
    from staged
    cross join left_out
    cross join artists
    cross join fact
)

select * from counted
where staged_rows - left_out_rows != imdb_rows or artist_rows != other_rows
