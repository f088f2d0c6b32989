-- KPI 12: the best genre's mean shrunken rating in the current snapshot, beside the same genre in the snapshot before.
with headline as (
    select * from {{ ref('int_genre_rating_headline') }}
),

-- the two snapshots share most of their titles: what each title adds to the difference is taken title by title
title_changes as (
    select
        pulls.title_key,
        sum(
            case when pulls.snapshots_back = 0 then 1.0 else -1.0 end
            * (
                coalesce(bridge.genre_weight, 0.0)
                * (pulls.weighted_rating - headline.mean_rating) / headline.weight
                + headline.mean_shrinkage * pulls.pull
            )
        ) as z
    from {{ ref('int_rating_pulls') }} as pulls
    inner join headline using (snapshots_back)
    left join {{ ref('bridge_title_genre') }} as bridge
        on pulls.title_key = bridge.title_key and headline.genre_key = bridge.genre_key
    where pulls.snapshots_back <= 1
    group by pulls.title_key
),

change_error as (
    select {{ z_975() }} * {{ linearised_se('sum(z * z)', 'count(*)') }} as delta_margin
    from title_changes
),

coverage as (
    select genre_coverage as coverage from {{ ref('int_ratings_coverage') }}
    where snapshots_back = 0
),

compared as (
    select
        headline.*,
        greatest(headline.mean_rating - {{ z_975() }} * headline.mean_se, 1.0) as ci_low,
        least(headline.mean_rating + {{ z_975() }} * headline.mean_se, 10.0) as ci_high,
        earlier.mean_rating as prev_mean,
        headline.mean_rating - earlier.mean_rating as delta,
        case when earlier.mean_rating is not null then change_error.delta_margin end as delta_margin
    from headline
    cross join change_error
    left join headline as earlier on earlier.snapshots_back = 1
    where headline.snapshots_back = 0
)

select
    anchor.kpi_id,
    case when compared.mean_rating is not null then 'imdb_votes' end as basis,
    compared.genre_name as headline_member,
    compared.snapshot_date as period_start,
    compared.snapshot_date as period_end,
    compared.mean_rating as value,
    compared.rating_sum as numerator,
    compared.weight as denominator,
    compared.titles as n,
    coverage.coverage,
    compared.ci_low,
    compared.ci_high,
    compared.prev_mean as prev_value,
    compared.delta,
    compared.delta - compared.delta_margin as delta_low,
    compared.delta + compared.delta_margin as delta_high,
    abs(compared.delta) > compared.delta_margin as delta_is_clear,
    case
        when compared.mean_rating is not null and compared.prev_mean is null then 'NO_PREVIOUS_PERIOD'
    end as delta_reason_code,
    false as is_estimated,
    case when compared.mean_rating is null then 'MIN_N_NOT_MET' end as reason_code
from (select 'genre_rating' as kpi_id) as anchor
left join compared on true
left join coverage on compared.mean_rating is not null
