-- Reconciliation: staging's rows less those counted as keyless or repeated are the fact's rows.
with staged as (
    select count(*) as staged_rows from {{ ref('stg_imdb__title_principals') }}
),

left_out as (
    select sum(flagged_rows) as left_out_rows from {{ ref('int_imdb__row_flags') }}
    where table_name = 'imdb_title_principals' and flag in ('keyless', 'repeated')
),

fact as (
    select count(*) as fact_rows from {{ ref('fact_cast_crew') }}
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

select * from counted
where staged_rows - left_out_rows != fact_rows
