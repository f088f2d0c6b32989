-- How many of the titles that a source has in common with IMDb were found there.
with looked_for as (
    select
        matches.source_system,
        matches.match_method,
        matches.title_key != matches.source_title_key as is_matched,
        coalesce(matches.match_weight, 0) as match_weight
    from {{ ref('int_title_matches') }} as matches
    where matches.match_method != 'own_id'
)

select
    source_system,
    count(*) as titles,
    count(*) filter (where is_matched) as matched,
    count(*) filter (where match_method = 'ambiguous') as ambiguous,
    count(*) filter (where not is_matched and match_method != 'ambiguous') as unmatched,
    cast(count(*) filter (where is_matched) as double) / count(*) as match_rate,
    sum(case when is_matched then match_weight else 0 end)
    / nullif(sum(match_weight), 0) as weighted_match_rate
from looked_for
group by source_system
