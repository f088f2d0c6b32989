-- Every title of every source but IMDb, once per source.
{{ config(materialized='table') }}

{% set sources = ['tmdb', 'netflix_top10', 'netflix', 'clickstream', 'spotify'] %}

{% for source in sources %}
select * from {{ ref('int_' ~ source ~ '__titles') }}
{{ 'union all' if not loop.last }}
{% endfor %}
