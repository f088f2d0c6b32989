{#- Netflix Top 10 gives names, not ids: a title's id is its kind and its name in lower case, a season's also the season's name. Null where one is missing. -#}
{% macro top10_title_id(category, show_title, season_title=none) -%}
    case
        when lower({{ category }}) like 'films%' then 'film|'
        when lower({{ category }}) like 'tv%' then 'tv|'
    end
    || lower(trim({{ show_title }}))
    {%- if season_title %}
    || coalesce('|' || lower({{ top10_season(season_title) }}), '')
    {%- endif %}
{%- endmacro %}
