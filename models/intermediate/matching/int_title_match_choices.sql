-- The title that a candidate is, and by which rule; `ambiguous`, and no title, where several may be meant.
{{ config(materialized='table') }}

with leaders as (
    select * from {{ ref('int_title_match_hits') }}
    where place = 1
),

rivals as (
    select
        leaders.source_title_key,
        count(*) as rivals,
        max(case when hits.is_older = leaders.is_older then hits.num_votes else 0 end) as peer_votes,
        max(hits.num_votes) as most_votes
    from leaders
    inner join {{ ref('int_title_match_hits') }} as hits
        on leaders.source_title_key = hits.source_title_key and hits.place > 1
    group by leaders.source_title_key
),

judged as (
    select
        leaders.*,
        rivals.rivals is null as is_alone,
        -- ahead of those of its own time by far, and of older ones at all
        rivals.rivals is not null
        and leaders.num_votes >= {{ var('match_votes_floor') }}
        and leaders.num_votes >= {{ var('match_votes_ratio') }} * rivals.peer_votes
        and leaders.num_votes >= rivals.most_votes as is_dominant
    from leaders
    left join rivals on leaders.source_title_key = rivals.source_title_key
),

ruled as (
    select
        *,
        case
            when is_too_long or not is_spelt_best or not (is_alone or is_dominant) then 'ambiguous'
            -- the less the year says, the better known the title must be; a series returns with every season
            when relation = 'older' and num_votes < {{ var('match_known_votes') }} then 'ambiguous'
            when relation = 'running' and num_votes < {{ var('match_votes_floor') }} then 'ambiguous'
            when relation != 'year' and num_votes < {{ var('match_least_votes') }} then 'ambiguous'
            when relation in ('aka_year', 'aka_released') then relation
            else concat(
                case
                    when relation in ('running', 'older') then 'title_only'
                    when relation in ('year_before', 'year_after') then 'title_near_year'
                    else concat('title_', relation)
                end,
                case when is_alone then '' else '_votes' end
            )
        end as match_method
    from judged
)

select
    source_title_key,
    case when match_method != 'ambiguous' then title_key end as title_key,
    match_method
from ruled
