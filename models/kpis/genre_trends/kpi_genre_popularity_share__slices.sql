-- KPI 10 by genre: in the headline year, and year by year over five years back.
with headline as (
    select * from {{ ref('kpi_genre_popularity_share') }}
    where value is not null
),

shares as (
    select shares.*
    from {{ ref('int_genre_year_shares') }} as shares
    -- without a headline no genre's share stands alone
    cross join headline
    where shares.year_titles >= {{ var('min_n') }} and shares.years_back <= 5
),

members as (
    select
        'genre' as dimension,
        genre_name as member,
        shares.*
    from shares
    where years_back = 0

    union all

    select
        'genre_year' as dimension,
        concat_ws('|', genre_name, cast(start_year as {{ dbt.type_string() }})) as member,
        shares.*
    from shares
)

select
    'genre_popularity_share' as kpi_id,
    'imdb_votes' as basis,
    dimension,
    member,
    share as value,
    votes as numerator,
    year_votes as denominator,
    year_titles as n,
    share_low as ci_low,
    share_high as ci_high,
    false as suppressed,
    cast(null as boolean) as is_clear
from members

union all

select
    kpi_id,
    basis,
    'basis' as dimension,
    basis as member,
    value,
    numerator,
    denominator,
    n,
    ci_low,
    ci_high,
    false as suppressed,
    cast(null as boolean) as is_clear
from headline
