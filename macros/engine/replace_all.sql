{#-
    Every match of a regular expression replaced. DuckDB's regexp_replace() stops after the first match unless told;
    Spark writes `$1` for a group, and reads a backslash in a literal as an escape.
-#}
{% macro replace_all(expr, pattern, replacement) %}
    {{- return(adapter.dispatch('replace_all', 'media_analytics')(expr, pattern, replacement)) -}}
{% endmacro %}

{% macro default__replace_all(expr, pattern, replacement) -%}
    regexp_replace({{ expr }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro spark__replace_all(expr, pattern, replacement) -%}
    regexp_replace({{ expr }}, '{{ pattern | replace("\\", "\\\\") }}', '{{ replacement | replace("\\", "$") }}')
{%- endmacro %}
