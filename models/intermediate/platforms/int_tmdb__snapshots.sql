-- A day of which TMDB's answers are there, and whether it was asked for fewer titles than the frame has.
select
    snapshot_date,
    data_mode,
    -- of the loads of a day the last one is in place
    max_by(coalesce(reason_code, '') = 'ROW_LIMIT', finished_at) as is_limited
from {{ ref('stg_loads__load_log') }}
where table_name = 'tmdb_movies' and status = 'loaded'
group by snapshot_date, data_mode
