-- The day that the watch history stands for: the latest created_at of a user, else the file's own day. No row without a load.
with users as (
    select max(created_at) as last_created_at from {{ ref('int_netflix__users_deduplicated') }}
),

current_load as (
    select
        data_mode,
        snapshot_date,
        is_limited
    from {{ ref('int_loads_current') }}
    where table_name = 'netflix_users'
)

select
    coalesce(cast(users.last_created_at as date), current_load.snapshot_date) as snapshot_date,
    current_load.data_mode,
    current_load.is_limited
from current_load
cross join users
