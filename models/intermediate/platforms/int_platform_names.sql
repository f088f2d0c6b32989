-- The name of each provider on each snapshot day: the list of films' providers decides, then that of series', then the offers.
with named as (
    select
        provider_id,
        snapshot_date,
        data_mode,
        provider_name,
        case media_type when 'movie' then 1 else 2 end as precedence
    from {{ ref('stg_tmdb__providers') }}
    union all
    select distinct
        provider_id,
        snapshot_date,
        data_mode,
        provider_name,
        3 as precedence
    from {{ ref('stg_tmdb__offers') }}
),

ranked as (
    select
        *,
        max(case when data_mode = 'live' then 1 else 0 end) over (partition by provider_id) as has_live,
        -- where one list gives two names on a day, the first in the alphabet
        row_number() over (
            partition by provider_id, snapshot_date, data_mode order by precedence, provider_name
        ) as choice
    from named
    where provider_id is not null and provider_name != ''
)

select
    provider_id,
    snapshot_date,
    provider_name as platform_name,
    precedence < 3 as is_listed
from ranked
-- a trial with the sample must not rename a platform that live data know
where choice = 1 and (data_mode = 'live' or has_live = 0)
