-- A subscriber for every user that a session names and users.csv lacks.
select distinct sessions.subscriber_key
from {{ ref('int_netflix__sessions_deduplicated') }} as sessions
where
    sessions.subscriber_key is not null
    and not exists (
        select 1 from {{ ref('int_netflix__users_deduplicated') }} as users
        where users.subscriber_key = sessions.subscriber_key
    )
