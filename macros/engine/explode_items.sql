{#- An array's items as rows, in a select list; none for an empty array or null. -#}
{% macro explode_items(expr) %}
    {{- return(adapter.dispatch('explode_items', 'media_analytics')(expr)) -}}
{% endmacro %}

{% macro default__explode_items(expr) -%}
    unnest({{ expr }})
{%- endmacro %}

{% macro spark__explode_items(expr) -%}
    explode({{ expr }})
{%- endmacro %}
