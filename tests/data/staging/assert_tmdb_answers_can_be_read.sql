-- Integrity: an answer that the loader kept reads as a title; what does not would silently lose its offers.
{{ config(meta={'kpi_ids': ['platform_catalogue_share', 'platform_hhi']}) }}

with titles as (
    select
        source_title_key, snapshot_date, data_mode, status_code, primary_title, original_title
    from {{ ref('stg_tmdb__movies') }}
    union all
    select
        source_title_key, snapshot_date, data_mode, status_code, primary_title, original_title
    from {{ ref('stg_tmdb__tv') }}
)

select * from titles
where status_code = 200 and coalesce(primary_title, original_title) is null
