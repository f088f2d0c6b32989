{#- Text list to an array. Spark's split() takes a regular expression, so the separator stands in brackets. -#}
{% macro split_items(expr, separator) %}
    {{- return(adapter.dispatch('split_items', 'media_analytics')(expr, separator)) -}}
{% endmacro %}

{% macro default__split_items(expr, separator) -%}
    string_split({{ expr }}, '{{ separator }}')
{%- endmacro %}

{% macro spark__split_items(expr, separator) -%}
    split({{ expr }}, '[{{ separator }}]')
{%- endmacro %}
