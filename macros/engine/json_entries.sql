{#- The members of the object at a path of keys in a JSON document (without keys: the document itself), as an array of (key, value). -#}
{% macro json_entries(expr, keys=[]) %}
    {{- return(adapter.dispatch('json_entries', 'media_analytics')(expr, keys)) -}}
{% endmacro %}

{% macro default__json_entries(expr, keys=[]) -%}
    {%- set part = "json_extract(" ~ expr ~ ", '$.\"" ~ keys | join('"."') ~ "\"')" if keys else expr -%}
    map_entries(json_transform({{ part }}, '"MAP(VARCHAR, JSON)"'))
{%- endmacro %}

{% macro spark__json_entries(expr, keys=[]) -%}
    map_entries(from_json(get_json_object({{ expr }}, '${% for key in keys %}.{{ key }}{% endfor %}'), 'map<string,string>'))
{%- endmacro %}
