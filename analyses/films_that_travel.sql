-- QUESTION: What makes a film travel, that is, reach the Netflix Top 10 of many countries?
-- READ IT: films of a kind, the mean number of countries in whose Top 10 they stood, and the share that stood
--   in at least three quarters of the countries that have a chart. A film of two genres counts half in each.
-- CAVEATS: films that were matched to IMDb alone have a genre; the others are `Unknown`. To reach a Top 10 in
--   one country at all is the condition: nothing is said of films that charted nowhere. Fewer than 5 films of
--   a genre are left out.
-- ANSWER (sample, seed 7, scale 0.002): `Fantasy` travels furthest, to `7.91` countries on average (`5`
--   films); `Romance` stays closest to home with `4.75`; of `Drama`, the largest known genre, `0.74` of the
--   films reached three quarters of the countries.
with places as (
    select
        charts.title_key,
        charts.region_key,
        charts.rank
    from {{ ref('fact_streaming') }} as charts
    inner join {{ ref('dim_region') }} as regions using (region_key)
    where charts.chart = 'films' and not regions.is_aggregate
),

countries as (
    select count(distinct region_key) as countries from places
),

films as (
    select
        title_key,
        count(distinct region_key) as countries,
        min(rank) as best_rank
    from places
    group by title_key
)

select
    genres.genre_name,
    count(*) as films,
    round(sum(bridge.genre_weight * films.countries) / sum(bridge.genre_weight), 2) as mean_countries,
    round(
        sum(bridge.genre_weight * case when films.countries >= 0.75 * countries.countries then 1 else 0 end)
        / sum(bridge.genre_weight), 2
    ) as share_that_travelled,
    round(sum(bridge.genre_weight * films.best_rank) / sum(bridge.genre_weight), 1) as mean_best_rank
from films
cross join countries
inner join {{ ref('bridge_title_genre') }} as bridge using (title_key)
inner join {{ ref('dim_genre') }} as genres using (genre_key)
group by genres.genre_name
having count(*) >= 5
order by mean_countries desc, genres.genre_name
