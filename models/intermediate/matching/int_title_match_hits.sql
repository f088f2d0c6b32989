-- Of the titles that may be meant by a candidate, those that stay in question, the likeliest first.
{{ config(materialized='table') }}

with pairs as (
    select
        *,
        -- what IMDb itself calls a title, in the very year, goes before what it is called elsewhere or a year off
        case when relation in ('year', 'released', 'running', 'older') then 1 else 2 end as step,
        relation in ('running', 'older') as is_older
    from {{ ref('int_title_match_pairs') }}
),

first_steps as (
    select
        source_title_key,
        step as first_step,
        max(num_votes) as most_votes,
        -- letter for letter
        max(case when is_verbatim then num_votes end) as verbatim_votes,
        -- each step once
        row_number() over (partition by source_title_key order by step) as place
    from pairs
    group by source_title_key, step
),

in_question as (
    select
        pairs.*,
        first_steps.verbatim_votes
    from pairs
    inner join first_steps on pairs.source_title_key = first_steps.source_title_key and first_steps.place = 1
    where
        (
            pairs.step = first_steps.first_step
            -- IMDb counts from the first festival: a title of the year before makes a doubt if it is far better known
            or (
                pairs.relation = 'year_before'
                and pairs.num_votes >= {{ var('match_votes_ratio') }} * first_steps.most_votes
            )
        )
        -- beside one that is called so letter for letter, another counts only if it is far better known: a doubt, too
        and (
            pairs.is_verbatim
            or first_steps.verbatim_votes is null
            or pairs.num_votes >= {{ var('match_votes_ratio') }} * first_steps.verbatim_votes
        )
)

select
    source_title_key,
    title_key,
    relation,
    is_older,
    num_votes,
    is_too_long,
    -- false where another is called so letter for letter
    is_verbatim or verbatim_votes is null as is_spelt_best,
    row_number() over (
        partition by source_title_key
        -- the first step, the new before the old, then the best known; the key breaks ties
        order by step, is_older, num_votes desc, title_key
    ) as place
from in_question
