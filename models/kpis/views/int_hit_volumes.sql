-- The volume of a title in each 364-day window, counted back from the day on which its basis ends; of sessions by viewer, since charts have none.
with charts as (
    select
        basis,
        title_key,
        cast(-1 as bigint) as subscriber_key,
        chart_start as first_day,
        chart_end as last_day,
        streams_estimate as volume,
        is_estimated,
        is_fresh,
        week_places,
        max(chart_end) over (partition by basis) as data_end
    from {{ ref('int_global_charts') }}
),

sessions as (
    select
        'watch_sessions' as basis,
        title_key,
        subscriber_key,
        watch_date as first_day,
        watch_date as last_day,
        case when is_viewer_known and is_title_known and is_minutes_known then watch_minutes end as volume,
        false as is_estimated,
        true as is_fresh,
        cast(null as int) as week_places,
        as_of_date as data_end
    from {{ ref('int_sessions_eligible') }}
),

unioned as (
    select * from charts
    union all
    select * from sessions
),

windowed as (
    select
        *,
        cast(floor({{ dbt.datediff('last_day', 'data_end', 'day') }} / 364.0) as int) as periods_back,  -- noqa: LT05
        min(first_day) over (partition by basis) as data_start
    from unioned
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
    from windowed
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
    from windowed
    group by basis, periods_back
)

select
    volumes.*,
    charted.charted_share,
    charted.places
from volumes
inner join charted using (basis, periods_back)
