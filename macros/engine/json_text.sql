{#- The value at a path of keys in a JSON document, as text without quotes; null where it is null or not there. -#}
{% macro json_text(expr, keys) %}
    {{- return(adapter.dispatch('json_text', 'media_analytics')(expr, keys)) -}}
{% endmacro %}

{% macro default__json_text(expr, keys) -%}
    json_extract_string({{ expr }}, '$."{{ keys | join('"."') }}"')
{%- endmacro %}

{% macro spark__json_text(expr, keys) -%}
    get_json_object({{ expr }}, '$.{{ keys | join('.') }}')
{%- endmacro %}
