-- QUESTION: Which of the best-rated films does no subscription stream at home?
-- READ IT: the films in the frame that nobody streams in the home region, the best rated first, with how many
--   other regions have them in a subscription, and whether they can be rented or bought at home.
-- CAVEATS: offers are as of one day. A title without any offer in any region is not in the table of offers,
--   and so not here.
-- ANSWER (sample, seed 7, scale 0.002): `Window, Day & Late Train` (`8.4`) is streamed in `7` other regions
--   and can be bought at home; `Copper Bridge` (`7.8`) is streamed in `9` and cannot even be bought at home
--   (`false`).
with loads as (
    select
        table_name,
        data_mode,
        snapshot_date
    from {{ ref('fact_source_load') }}
),

offers as (
    select
        offers.title_key,
        offers.monetisation,
        offers.region_key,
        regions.iso2 = '{{ var("home_region") }}' as is_home
    from {{ ref('fact_availability') }} as offers
    inner join {{ ref('dim_region') }} as regions using (region_key)
    inner join {{ ref('dim_date') }} as dates on offers.snapshot_date_key = dates.date_key
    inner join loads
        on
            loads.table_name = 'tmdb_movies'
            and offers.data_mode = loads.data_mode
            and dates.date_day = loads.snapshot_date
    where offers.is_in_frame
),

titles as (
    select
        title_key,
        max(case when is_home and monetisation = 'flatrate' then 1 else 0 end) as streamed_at_home,
        max(case when is_home and monetisation in ('rent', 'buy') then 1 else 0 end) as sold_at_home,
        count(distinct case when not is_home and monetisation = 'flatrate' then region_key end)
            as regions_abroad
    from offers
    group by title_key
),

rated as (
    select
        ratings.title_key,
        ratings.weighted_rating,
        ratings.num_votes
    from {{ ref('fact_ratings') }} as ratings
    inner join {{ ref('dim_date') }} as dates on ratings.snapshot_date_key = dates.date_key
    inner join loads
        on
            loads.table_name = 'imdb_title_ratings'
            and ratings.data_mode = loads.data_mode
            and dates.date_day = loads.snapshot_date
)

select
    names.primary_title as film,
    names.start_year as year,
    round(rated.weighted_rating, 2) as rating,
    rated.num_votes as votes,
    titles.regions_abroad,
    titles.sold_at_home = 1 as sold_at_home
from titles
inner join rated using (title_key)
inner join {{ ref('dim_title') }} as names using (title_key)
where titles.streamed_at_home = 0 and names.title_type in ('movie', 'tvMovie')
order by rated.weighted_rating desc, titles.title_key
limit 20
