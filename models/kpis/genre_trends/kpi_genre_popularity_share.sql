-- KPI 10: the largest genre's share of the votes for the titles of the last complete release year.
with shares as (
    select * from {{ ref('int_genre_year_shares') }}
    where genre_key != -1 and year_titles >= {{ var('min_n') }}
),

headline as (
    select
        *,
        -- the genre's name breaks ties between equal shares
        row_number() over (order by share desc, genre_name) as place
    from shares
    where years_back = 0
),

previous as (
    select * from shares
    where years_back = 1
),

coverage as (
    select year_coverage as coverage from {{ ref('int_ratings_coverage') }}
    where snapshots_back = 0
),

compared as (
    select
        headline.*,
        previous.share as prev_share,
        headline.share - previous.share as delta,
        {{ z_975() }} * sqrt(power(headline.share_se, 2) + power(previous.share_se, 2)) as delta_margin
    from headline
    left join previous using (genre_key)
    where headline.place = 1
)

select
    anchor.kpi_id,
    case when compared.share is not null then 'imdb_votes' end as basis,
    compared.genre_name as headline_member,
    make_date(compared.start_year, 1, 1) as period_start,
    make_date(compared.start_year, 12, 31) as period_end,
    compared.share as value,
    compared.votes as numerator,
    compared.year_votes as denominator,
    compared.year_titles as n,
    coverage.coverage,
    compared.share_low as ci_low,
    compared.share_high as ci_high,
    compared.prev_share as prev_value,
    compared.delta,
    compared.delta - compared.delta_margin as delta_low,
    compared.delta + compared.delta_margin as delta_high,
    abs(compared.delta) > compared.delta_margin as delta_is_clear,
    case
        when compared.share is not null and compared.prev_share is null then 'NO_PREVIOUS_PERIOD'
    end as delta_reason_code,
    false as is_estimated,
    case when compared.share is null then 'MIN_N_NOT_MET' end as reason_code
from (select 'genre_popularity_share' as kpi_id) as anchor
left join compared on true
left join coverage on compared.share is not null
