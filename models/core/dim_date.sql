{% set month_names = [
    'January', 'February', 'March', 'April', 'May', 'June',
    'July', 'August', 'September', 'October', 'November', 'December'
] %}
{% set day_names = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] %}

with spine as (
    {{ dbt.date_spine(
        datepart='day',
        start_date="cast('" ~ var('dim_date_start') ~ "' as date)",
        end_date="date_add(cast('" ~ var('dim_date_end') ~ "' as date), 1)"
    ) }}
),

days as (
    select cast(date_day as date) as date_day
    from spine
),

weeks as (
    select
        date_day,
        cast(date_trunc('week', date_day) as date) as iso_week_start,
        -- the Friday on or before the day: the Monday of four days earlier, moved on by four days
        date_add(cast(date_trunc('week', date_add(date_day, -4)) as date), 4) as chart_week_start
    from days
),

numbered as (
    select
        weeks.*,
        -- an ISO week belongs to the year of its Thursday
        date_add(iso_week_start, 3) as iso_thursday,
        {{ dbt.datediff('iso_week_start', 'date_day', 'day') }} + 1 as iso_day_of_week  -- noqa: LT05
    from weeks
)

select
    cast(year(date_day) * 10000 + month(date_day) * 100 + day(date_day) as int) as date_key,
    date_day,
    cast(year(iso_thursday) as int) as iso_year,
    cast(floor((dayofyear(iso_thursday) - 1) / 7) + 1 as int) as iso_week,
    iso_week_start,
    date_add(iso_week_start, 6) as iso_week_end,
    cast(iso_day_of_week as int) as iso_day_of_week,
    case iso_day_of_week
        {%- for name in day_names %}
        when {{ loop.index }} then '{{ name }}'
        {%- endfor %}
    end as day_name,
    chart_week_start,
    date_add(chart_week_start, 6) as chart_week_end,
    cast(month(date_day) as int) as month,
    case month(date_day)
        {%- for name in month_names %}
        when {{ loop.index }} then '{{ name }}'
        {%- endfor %}
    end as month_name,
    make_date(year(date_day), month(date_day), 1) as month_start,
    last_day(date_day) as month_end,
    cast(quarter(date_day) as int) as quarter,
    cast(year(date_day) as int) as year,
    iso_day_of_week >= 6 as is_weekend
from numbered
union all
{{ contract_row({'date_key': -1, 'day_name': "'Unknown'", 'month_name': "'Unknown'"}) }}
