{#- A JSON list of objects as an array of structs: read once, where json_text would read the list's text once a field. -#}
{% macro json_records(expr, fields) %}
    {{- return(adapter.dispatch('json_records', 'media_analytics')(expr, fields)) -}}
{% endmacro %}

{% macro default__json_records(expr, fields) -%}
    json_transform({{ expr }}, '[{{ tojson(fields) }}]')
{%- endmacro %}

{% macro spark__json_records(expr, fields) -%}
    from_json({{ expr }}, 'array<struct<{% for name, type in fields.items() %}{{ name }}:{{ type }}{{ ',' if not loop.last }}{% endfor %}>>')
{%- endmacro %}
