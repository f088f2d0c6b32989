-- QUESTION: Which artists carry the world-wide Top 200, and how much of it is theirs?
-- READ IT: the streams of the latest 52 weekly charts, those of a track with several artists split equally
--   over them; each artist's share of all, the tracks, and how many weeks at least one of them was on the
--   chart.
-- CAVEATS: chart streams only: what an artist earns below place 200 is not there. An artist is a name, and
--   names that two artists share are one here.
-- ANSWER (sample, seed 7, scale 0.002): `Axel Holm, Jr.` leads with `19` tracks and a share of `0.0326`;
--   `Vesper, The Lantern` is second with a single track (`1`), a share of `0.0199`.
with places as (
    select
        title_key,
        chart_start,
        streams_estimate as streams,
        max(chart_start) over () as last_chart
    from {{ ref('int_global_charts') }}
    where basis = 'spotify_weekly'
),

year_of_charts as (
    select * from places
    where chart_start > date_add(last_chart, -364) and streams is not null
),

credits as (
    select
        title_key,
        person_key,
        cast(1 as double) / count(*) over (partition by title_key) as part
    from {{ ref('fact_cast_crew') }}
    where role = 'artist'
),

total as (
    select sum(streams) as streams from year_of_charts
),

artists as (
    select
        credits.person_key,
        count(distinct year_of_charts.title_key) as tracks,
        count(distinct year_of_charts.chart_start) as weeks,
        sum(credits.part * year_of_charts.streams) as streams
    from year_of_charts
    inner join credits using (title_key)
    group by credits.person_key
)

select
    persons.name as artist,
    artists.tracks,
    artists.weeks,
    cast(round(artists.streams / 1000000) as bigint) as million_streams,
    round(artists.streams / total.streams, 4) as share_of_the_chart
from artists
cross join total
inner join {{ ref('dim_person') }} as persons using (person_key)
order by artists.streams desc, artists.person_key
limit 20
