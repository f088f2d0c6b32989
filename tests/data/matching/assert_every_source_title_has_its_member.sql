-- Reconciliation: every title of every source is matched once and leads to a member of dim_title, its own or IMDb's; dim_title has
-- no other members; and the summary counts each that was looked for.
{{ config(meta={'kpi_ids': [
    'total_views', 'total_streams', 'hit_concentration', 'watch_hours_per_viewer', 'completion_rate', 'time_on_chart',
    'dormant_share', 'platform_catalogue_share', 'platform_hhi'
]}) }}

with sources as (
    {%- for source in ['tmdb', 'netflix_top10', 'netflix', 'clickstream', 'spotify'] %}
    select source_title_key from {{ ref('int_' ~ source ~ '__titles') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

counted as (
    select
        (select count(*) from sources) as source_titles,
        (select count(distinct source_title_key) from sources) as source_keys,
        (select count(*) from {{ ref('int_title_matches') }}) as matched_titles,
        (select count(*) from {{ ref('bridge_title_source') }}) as bridged_titles,
        (
            select count(*) from {{ ref('int_title_matches') }} as matches
            inner join {{ ref('dim_title') }} as titles on matches.title_key = titles.title_key
        ) as titled,
        (
            select count(*) from {{ ref('int_title_matches') }}
            where title_key = source_title_key
        ) as own_titles,
        (
            select count(*) from {{ ref('dim_title') }}
            where source_system != 'imdb'
        ) as own_members,
        (
            select count(*) from {{ ref('int_title_matches') }}
            where match_method != 'own_id'
        ) as looked_for,
        (
            select coalesce(sum(matched + ambiguous + unmatched), 0) from {{ ref('title_match_summary') }}
        ) as summed,
        (select coalesce(sum(titles), 0) from {{ ref('title_match_summary') }}) as summed_titles
)

select * from counted
where
    source_titles != source_keys
    or source_titles != matched_titles
    or matched_titles != bridged_titles
    or matched_titles != titled
    or own_titles != own_members
    or looked_for != summed
    or looked_for != summed_titles
