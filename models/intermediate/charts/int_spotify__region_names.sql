with codes as (
    select
        lower(iso2) as alias,
        iso2
    from {{ ref('regions') }}
),

aliases as (
    select
        alias,
        iso2
    from {{ ref('region_aliases') }}
)

-- a name of the list comes before a code: `uk` is the United Kingdom's, and no code of today
select
    coalesce(aliases.alias, codes.alias) as region_name,
    coalesce(aliases.iso2, codes.iso2) as region_iso2
from codes
full outer join aliases using (alias)
