-- QUESTION: What can be watched on one platform alone, and how much of what it offers is that?
-- READ IT: per region and platform, the titles of its subscription, how many of them no other subscription
--   there has, and the best known of these. Sorted by region, the platform with the most of its own first.
-- CAVEATS: of the titles that were asked about (the most voted), not of all that a platform has. To rent or
--   to buy does not count: a title that only its own platform streams may be for sale elsewhere.
-- ANSWER (sample, seed 7, scale 0.002): in the `United States`, `37` of the `125` titles of `Netflix` are on
--   no other platform, a share of `0.3`; of `Apple TV+` it is `1` of `17`; in `India`, `Prime Video` has
--   `114` of `148` to itself, `0.77`.
with loads as (
    select
        table_name,
        data_mode,
        snapshot_date
    from {{ ref('fact_source_load') }}
),

-- the variants of a platform are one
carried as (
    select distinct
        regions.region_name,
        platforms.platform_group,
        offers.title_key
    from {{ ref('fact_availability') }} as offers
    inner join {{ ref('dim_date') }} as dates on offers.snapshot_date_key = dates.date_key
    inner join loads
        on
            loads.table_name = 'tmdb_movies'
            and offers.data_mode = loads.data_mode
            and dates.date_day = loads.snapshot_date
    inner join {{ ref('dim_region') }} as regions using (region_key)
    inner join {{ ref('dim_platform') }} as platforms using (platform_key)
    where offers.monetisation = 'flatrate' and offers.is_in_frame and offers.platform_key != -1
),

votes as (
    select
        ratings.title_key,
        ratings.num_votes
    from {{ ref('fact_ratings') }} as ratings
    inner join {{ ref('dim_date') }} as dates on ratings.snapshot_date_key = dates.date_key
    inner join loads
        on
            loads.table_name = 'imdb_title_ratings'
            and ratings.data_mode = loads.data_mode
            and dates.date_day = loads.snapshot_date
),

counted as (
    select
        carried.region_name,
        carried.platform_group,
        titles.primary_title,
        coalesce(votes.num_votes, 0) as num_votes,
        carried.title_key,
        count(*) over (partition by carried.region_name, carried.title_key) as platforms
    from carried
    inner join {{ ref('dim_title') }} as titles using (title_key)
    left join votes using (title_key)
),

ranked as (
    select
        *,
        platforms = 1 as is_exclusive,
        -- the title's key breaks ties between equal votes
        row_number() over (
            partition by region_name, platform_group, platforms = 1 order by num_votes desc, title_key
        ) as place
    from counted
)

select
    region_name,
    platform_group,
    count(*) as titles,
    count(case when is_exclusive then 1 end) as exclusive_titles,
    round(avg(case when is_exclusive then 1 else 0 end), 2) as exclusive_share,
    max(case when is_exclusive and place = 1 then primary_title end) as best_known
from ranked
group by region_name, platform_group
order by region_name, exclusive_titles desc, platform_group
