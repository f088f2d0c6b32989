-- Reconciliation: dim_person is name.basics less keyless and repeated rows, plus a member for every dangling id, every artist
-- of the charts, and the Unknown.
with staged as (
    select count(*) as staged_rows from {{ ref('stg_imdb__name_basics') }}
),

left_out as (
    select sum(flagged_rows) as left_out_rows from {{ ref('int_imdb__row_flags') }}
    where table_name = 'imdb_name_basics' and flag in ('keyless', 'repeated')
),

dangling as (
    select count(distinct record_key) as dangling_ids from {{ ref('int_imdb__ids_dangling') }}
    where member = 'person'
),

artists as (
    select count(*) as artists from {{ ref('int_spotify__artists') }}
),

members as (
    select
        count(*) filter (where source_system = 'imdb' and not is_inferred) as listed_members,
        count(*) filter (where source_system = 'imdb' and is_inferred) as inferred_members,
        count(*) filter (where source_system = 'spotify') as artist_members,
        count(*) as all_members
    from {{ ref('dim_person') }}
),

counted as (
    select
        staged.*,
        left_out.*,
        dangling.*,
        artists.*,
        members.*
    from staged
    cross join left_out
    cross join dangling
    cross join artists
    cross join members
)

select * from counted
where
    staged_rows - left_out_rows != listed_members
    or dangling_ids != inferred_members
    or artists != artist_members
    or listed_members + inferred_members + artist_members + 1 != all_members
