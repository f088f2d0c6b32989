-- Reconciliation: every staged offer is a row of the fact, but for those that repeat another one and for what the lists of
-- offers say of titles that were asked for. No offer is laid on Unknown: what it names is in its dimension.
{{ config(meta={'kpi_ids': ['platform_catalogue_share', 'platform_hhi']}) }}

with details as (
    select snapshot_date, data_mode, source_title_key from {{ ref('stg_tmdb__movies') }}
    union
    select snapshot_date, data_mode, source_title_key from {{ ref('stg_tmdb__tv') }}
),

listed as (
    select
        discovered.*,
        details.source_title_key is not null as is_asked_for
    from {{ ref('stg_tmdb__discovered') }} as discovered
    left join details
        on
            discovered.snapshot_date = details.snapshot_date
            and discovered.data_mode = details.data_mode
            and discovered.source_title_key = details.source_title_key
),

staged as (
    select snapshot_date, data_mode, source_title_key, region_iso2, monetisation, provider_id
    from {{ ref('stg_tmdb__offers') }}
    union all
    select snapshot_date, data_mode, source_title_key, region_iso2, 'flatrate' as monetisation, provider_id
    from listed
    where not is_asked_for
),

-- two titles of TMDB that are one title have one offer each
apart as (
    select distinct
        staged.snapshot_date, staged.data_mode, staged.region_iso2, staged.monetisation, staged.provider_id,
        matches.title_key
    from staged
    left join {{ ref('int_title_matches') }} as matches on staged.source_title_key = matches.source_title_key
),

counted as (
    select
        (select count(*) from {{ ref('stg_tmdb__offers') }}) as staged_offers,
        (select count(*) from {{ ref('stg_tmdb__discovered') }}) as staged_listings,
        (select count(*) from listed where is_asked_for) as listings_of_titles_asked_for,
        (select count(*) from staged) - (select count(*) from apart) as repeated,
        (select count(*) from {{ ref('fact_availability') }}) as fact_rows,
        (
            select count(*) from {{ ref('fact_availability') }}
            where title_key = -1 or platform_key = -1 or region_key = -1
        ) as unknown
)

select * from counted
where
    staged_offers + staged_listings - listings_of_titles_asked_for - repeated != fact_rows
    or unknown > 0
