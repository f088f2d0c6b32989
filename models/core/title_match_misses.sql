-- The titles that were looked for at IMDb and not found, the weightiest of each source. What an override says is no miss.
with misses as (
    select
        matches.source_system,
        matches.source_title_id,
        matches.match_method as reason,
        matches.match_weight as weight,
        candidates.match_title as title,
        coalesce(candidates.start_year, cast(year(candidates.released_by) as int)) as title_year,
        -- the key breaks ties
        row_number() over (
            partition by matches.source_system
            order by coalesce(matches.match_weight, 0) desc, matches.source_title_key
        ) as miss_rank
    from {{ ref('int_title_matches') }} as matches
    inner join {{ ref('int_title_candidates') }} as candidates
        on matches.source_title_key = candidates.source_title_key
    where matches.match_method in ('ambiguous', 'unmatched')
)

select
    source_system,
    cast(miss_rank as int) as miss_rank,
    source_title_id,
    title,
    title_year as year,
    weight,
    reason
from misses
where miss_rank <= 20
