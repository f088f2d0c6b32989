-- The best-rated genre with enough titles in the current snapshot, in every snapshot of the window.
with ratings as (
    select * from {{ ref('int_genre_ratings') }}
    where genre_key != -1
),

enough as (
    select
        max(
            case
                when data_mode = 'sample' then {{ var('genre_rating_min_titles_sample') }}
                else {{ var('genre_rating_min_titles') }}
            end
        ) as titles
    from {{ ref('fact_source_load') }}
    where table_name = 'imdb_title_ratings'
),

best as (
    select
        ratings.genre_key,
        -- the genre's name breaks ties between equal means
        row_number() over (order by ratings.mean_rating desc, ratings.genre_name) as place
    from ratings
    cross join enough
    where ratings.snapshots_back = 0 and ratings.titles >= enough.titles
)

select ratings.*
from ratings
inner join best using (genre_key)
where best.place = 1
