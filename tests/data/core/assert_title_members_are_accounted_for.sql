-- Reconciliation: IMDb's part of dim_title is title.basics less keyless and repeated rows, plus a member for every dangling id
-- (inferred, or retired where it is remembered) and the other retired ones. For the other sources' part see
-- assert_every_source_title_has_its_member.
{{ config(meta={'kpi_ids': [
    'total_views', 'total_streams', 'hit_concentration', 'watch_hours_per_viewer', 'completion_rate', 'dormant_share',
    'genre_popularity_share', 'genre_momentum', 'genre_rating'
]}) }}

with staged as (
    select count(*) as staged_rows from {{ ref('stg_imdb__title_basics') }}
),

left_out as (
    select sum(flagged_rows) as left_out_rows from {{ ref('int_imdb__row_flags') }}
    where table_name = 'imdb_title_basics' and flag in ('keyless', 'repeated')
),

dangling as (
    select distinct record_key as title_key from {{ ref('int_imdb__ids_dangling') }}
    where member = 'title' and table_name != 'imdb_title_crew'
),

members as (
    select
        count(*) filter (
            where titles.source_system = 'imdb' and not titles.is_inferred and not titles.is_retired
        ) as listed_members,
        count(*) filter (
            where titles.source_system = 'imdb' and titles.is_inferred and not titles.is_retired
        ) as inferred_members,
        count(dangling.title_key) filter (where titles.is_inferred or titles.is_retired) as dangling_members
    from {{ ref('dim_title') }} as titles
    left join dangling on titles.title_key = dangling.title_key
),

counted as (
    select
        staged.staged_rows,
        left_out.left_out_rows,
        members.*,
        (select count(*) from dangling) as dangling_ids
    from staged
    cross join left_out
    cross join members
)

select * from counted
where
    staged_rows - left_out_rows != listed_members
    or dangling_ids != dangling_members
    or inferred_members > dangling_ids
