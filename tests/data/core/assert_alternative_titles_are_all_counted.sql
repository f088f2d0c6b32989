-- Reconciliation: every alternative title is counted once, and those without a region, and no others, in the Unknown region.
with staged as (
    select
        count(*) as staged_titles,
        count(*) filter (where region is null) as staged_unknown
    from {{ ref('stg_imdb__title_akas') }}
    where title_key is not null
),

bridged as (
    select
        coalesce(sum(alternative_titles), 0) as bridged_titles,
        coalesce(sum(alternative_titles) filter (where region_key = -1), 0) as bridged_unknown
    from {{ ref('bridge_title_region') }}
)

select
    staged.*,
    bridged.*
from staged
cross join bridged
where staged.staged_titles != bridged.bridged_titles or staged.staged_unknown != bridged.bridged_unknown
