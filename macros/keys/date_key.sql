{#- Key of a day, YYYYMMDD as a number; null for null. -#}
{% macro date_key(expr) -%}
    cast(year({{ expr }}) * 10000 + month({{ expr }}) * 100 + day({{ expr }}) as int)
{%- endmacro %}
