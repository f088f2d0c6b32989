-- The change of each genre's share from one release year to the next, its interval, and whether it is clear among all genres (Holm).
with shares as (
    select * from {{ ref('int_genre_year_shares') }}
    where year_titles >= {{ var('min_n') }}
),

changes as (
    select
        later.genre_key,
        later.genre_name,
        later.start_year,
        later.years_back,
        later.year_titles + earlier.year_titles as n,
        later.share - earlier.share as change,
        sqrt(later.share_se * later.share_se + earlier.share_se * earlier.share_se) as change_se
    from shares as later
    inner join shares as earlier
        on later.genre_key = earlier.genre_key and later.years_back + 1 = earlier.years_back
),

tested as (
    select
        *,
        -- the Unknown genre is the lack of a genre: it is shown, but nobody asks whether it rose
        {{ two_sided_p('change / nullif(change_se, 0.0)') }} as p_value
    from changes
    where genre_key != -1 and years_back = 0
),

corrected as (
    {{ holm('tested', 'p_value', 'genre_key') }}
)

select
    changes.*,
    changes.change - {{ z_975() }} * changes.change_se as change_low,
    changes.change + {{ z_975() }} * changes.change_se as change_high,
    corrected.holm_p,
    corrected.holm_p < 0.05 as is_clear
from changes
left join corrected
    on changes.genre_key = corrected.genre_key and changes.start_year = corrected.start_year
