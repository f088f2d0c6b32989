-- Every title of dim_title stands here, so that a join through the bridge loses none: without genres it is Unknown.
select
    titles.title_key,
    coalesce(genres.genre_key, -1) as genre_key,
    coalesce(genres.genre_weight, cast(1 as double)) as genre_weight
from {{ ref('int_titles_unioned') }} as titles
left join {{ ref('int_imdb__title_genres') }} as genres on titles.genres = genres.genres
union all
select
    -1 as title_key,
    -1 as genre_key,
    cast(1 as double) as genre_weight
