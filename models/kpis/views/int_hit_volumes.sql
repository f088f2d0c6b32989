-- The volume of a title in each 364-day window, of sessions by viewer, since charts have none.
with hit_rows as (
    select * from {{ ref('int_hit_rows') }}
),

volumes as (
    select
        basis,
        periods_back,
        date_add(data_end, -364 * periods_back - 363) as period_start,
        date_add(data_end, -364 * periods_back) as period_end,
        data_start,
        is_fresh,
        title_key,
        subscriber_key,
        sum(volume) as volume,
        count(volume) as usable_rows,
        count(*) as eligible_rows,
        max(case when is_estimated then 1 else 0 end) = 1 as is_estimated
    from hit_rows
    group by basis, periods_back, data_end, data_start, is_fresh, title_key, subscriber_key
),

-- a year with half of its charts is half known, however whole those are; sessions need not be there every day
charted as (
    select
        basis,
        periods_back,
        -- a chart stands for a week or for a day
        case
            when basis = 'watch_sessions' then 1.0
            when basis = 'spotify_daily' then count(distinct first_day) / 364.0
            else count(distinct first_day) / 52.0
        end as charted_share,
        52 * max(week_places) as places
    from hit_rows
    group by basis, periods_back
)

select
    volumes.*,
    charted.charted_share,
    charted.places
from volumes
inner join charted using (basis, periods_back)
