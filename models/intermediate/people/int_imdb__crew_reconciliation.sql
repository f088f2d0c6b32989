-- title.crew against title.principals, which fact_cast_crew is made from: how many of its credits are there too.
-- The principals name only the main credits of a title, so not all of the crew's are found.
{{ config(materialized='table') }}

{% set roles = {'director': 'director_ids', 'writer': 'writer_ids'} %}

with credits as (
    {%- for role, ids in roles.items() %}
    select
        title_id,
        '{{ role }}' as role,
        {{ explode_items(split_items(ids, ',')) }} as person_id
    from {{ ref('stg_imdb__title_crew') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- looked up by the ids as they stand: turning 98 M of them into keys takes three times as long as the join
found as (
    select
        credits.role,
        count(*) as credits_found
    from credits
    where
        exists (
            select 1 from {{ ref('stg_imdb__title_principals') }} as principals
            where
                principals.role in ('director', 'writer')
                and principals.role = credits.role
                and principals.title_id = credits.title_id
                and principals.person_id = credits.person_id
        )
    group by credits.role
),

listed as (
    {%- for role, ids in roles.items() %}
    select
        '{{ role }}' as role,
        coalesce(sum(length({{ ids }}) - length(replace({{ ids }}, ',', '')) + 1), 0) as crew_credits
    from {{ ref('stg_imdb__title_crew') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    listed.role,
    cast(listed.crew_credits as bigint) as crew_credits,
    coalesce(found.credits_found, 0) as credits_found,
    cast(listed.crew_credits - coalesce(found.credits_found, 0) as bigint) as credits_not_found,
    cast(coalesce(found.credits_found, 0) as double) / nullif(listed.crew_credits, 0) as share_found
from listed
left join found on listed.role = found.role
