{#- The numbers from 1 to n as an array. DuckDB's sequence is range(), without its end; Spark's has its end. -#}
{% macro numbers_to(expr) %}
    {{- return(adapter.dispatch('numbers_to', 'media_analytics')(expr)) -}}
{% endmacro %}

{% macro default__numbers_to(expr) -%}
    range(1, {{ expr }} + 1)
{%- endmacro %}

{% macro spark__numbers_to(expr) -%}
    sequence(1, {{ expr }})
{%- endmacro %}
