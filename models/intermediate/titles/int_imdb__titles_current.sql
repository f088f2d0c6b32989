-- Today's titles: IMDb's own and the inferred ones.
select * from {{ ref('int_imdb__titles_listed') }}
union all
select * from {{ ref('int_imdb__titles_inferred') }}
