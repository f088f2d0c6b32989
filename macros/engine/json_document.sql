{#- JSON text as the document that the other json_ macros read; null where it is not JSON. DuckDB stops at text that is none, Spark gives null. -#}
{% macro json_document(expr) %}
    {{- return(adapter.dispatch('json_document', 'media_analytics')(expr)) -}}
{% endmacro %}

{% macro default__json_document(expr) -%}
    try_cast({{ expr }} as json)
{%- endmacro %}

{% macro spark__json_document(expr) -%}
    {{ expr }}
{%- endmacro %}
