-- QUESTION: Does a hit at home become one abroad?
-- READ IT: per country, the films by their best place on its Netflix Top 10, and how many other countries'
--   Top 10 they reached from the week of that place up to four weeks after it: the mean number, and the share
--   that reached half of them.
-- CAVEATS: "home" is the country of the chart, not of the film: no source says where a Top 10 title was made.
--   Films that start everywhere at once look like hits that travelled. The last four weeks of the data are
--   cut short.
-- ANSWER (sample, seed 7, scale 0.002): of the films that led in the `United States` (place `1`), all (`1.0`)
--   reached half of the other countries, `6.92` of them on average; of those that came to `4-10` in the
--   `United States`, `0.82` did, `5.29` on average.
with places as (
    select
        charts.title_key,
        charts.region_key,
        regions.region_name,
        charts.rank,
        dates.date_day as week_start
    from {{ ref('fact_streaming') }} as charts
    inner join {{ ref('dim_region') }} as regions using (region_key)
    inner join {{ ref('dim_date') }} as dates using (date_key)
    where charts.chart = 'films' and not regions.is_aggregate
),

countries as (
    select count(distinct region_key) - 1 as others from places
),

ranked as (
    select
        *,
        -- of several weeks at the best place the first one counts: weeks are distinct, so there are no ties
        row_number() over (partition by title_key, region_key order by rank, week_start) as place
    from places
),

home as (
    select
        *,
        case when rank = 1 then '1' when rank <= 3 then '2-3' else '4-10' end as best_place
    from ranked
    where place = 1
),

abroad as (
    select
        home.title_key,
        home.region_key,
        count(distinct places.region_key) as reached
    from home
    inner join places
        on
            home.title_key = places.title_key
            and home.region_key != places.region_key
            and places.week_start between home.week_start and date_add(home.week_start, 28)
    group by home.title_key, home.region_key
)

select
    home.region_name as home,
    home.best_place,
    count(*) as films,
    round(avg(coalesce(abroad.reached, 0)), 2) as mean_countries_abroad,
    round(avg(case when abroad.reached * 2 >= countries.others then 1 else 0 end), 2) as share_in_half_of_them
from home
cross join countries
left join abroad on home.title_key = abroad.title_key and home.region_key = abroad.region_key
group by home.region_name, home.best_place
order by home.region_name, home.best_place
