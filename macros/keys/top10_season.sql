{#- The name of a season as Netflix Top 10 writes it; null for `N/A`, which stands for none. -#}
{% macro top10_season(season_title) -%}
    nullif(nullif(trim({{ season_title }}), ''), 'N/A')
{%- endmacro %}
