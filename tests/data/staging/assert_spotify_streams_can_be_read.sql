-- Integrity: a file whose ranks, days or streams are no numbers must not pass for one without them.
{{ config(meta={'kpi_ids': ['total_streams', 'hit_concentration', 'time_on_chart']}) }}
with counted as (
    {%- for format in ['legacy', 'current', 'archive', 'daily'] %}
    select
        'spotify_charts_{{ format }}' as provenance,
        count(*) as loaded,
        sum(case when has_cast_failure then 1 else 0 end) as not_cast
    from {{ ref('stg_spotify__charts_' ~ format) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from counted
where not_cast > 0.01 * loaded
