-- Reconciliation: every user that a session or a click names is a member, and members that only a session names have one.
{{ config(meta={'kpi_ids': [
    'total_views', 'hit_concentration', 'watch_hours_per_viewer', 'completion_rate', 'dormant_share'
]}) }}

with named as (
    select distinct
        'netflix' as source_system,
        subscriber_key
    from {{ ref('stg_netflix__watch_history') }}
    where session_key is not null and subscriber_key is not null
    union all
    select distinct
        'vodclickstream' as source_system,
        subscriber_key
    from {{ ref('stg_netflix__clickstream') }}
    where session_key is not null and subscriber_key is not null
),

members as (
    select
        subscriber_key,
        source_system,
        is_inferred
    from {{ ref('dim_subscriber') }}
)

select
    'has no member' as problem,
    named.source_system,
    named.subscriber_key
from named
left join members
    on named.subscriber_key = members.subscriber_key and named.source_system = members.source_system
where members.subscriber_key is null
union all
select
    'is named nowhere' as problem,
    members.source_system,
    members.subscriber_key
from members
left join named on members.subscriber_key = named.subscriber_key
where (members.is_inferred or members.source_system = 'vodclickstream') and named.subscriber_key is null
