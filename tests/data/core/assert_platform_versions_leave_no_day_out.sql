-- Invariant: the versions of a platform follow each other from 1900 to 9999 without a gap or an overlap, the last is current.
{{ config(meta={'kpi_ids': ['platform_catalogue_share', 'platform_hhi']}) }}
with ordered as (
    select
        provider_id,
        version,
        lookup_from,
        lookup_to,
        is_current,
        -- versions are numbered
        lead(lookup_from) over (partition by provider_id order by version) as next_from
    from {{ ref('int_platform_versions') }}
)

select * from ordered
where
    lookup_from >= lookup_to
    or lookup_to != coalesce(next_from, cast('9999-12-31' as date))
    or (version = 1) != (lookup_from = cast('1900-01-01' as date))
    or is_current != (next_from is null)
