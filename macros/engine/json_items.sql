{#- The items of the list at a path of keys in a JSON document (without keys: the document itself), as an array of documents. -#}
{% macro json_items(expr, keys=[]) %}
    {{- return(adapter.dispatch('json_items', 'media_analytics')(expr, keys)) -}}
{% endmacro %}

{% macro default__json_items(expr, keys=[]) -%}
    json_extract({{ expr }}, '${% for key in keys %}."{{ key }}"{% endfor %}[*]')
{%- endmacro %}

{% macro spark__json_items(expr, keys=[]) -%}
    from_json(get_json_object({{ expr }}, '${% for key in keys %}.{{ key }}{% endfor %}'), 'array<string>')
{%- endmacro %}
