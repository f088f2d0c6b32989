{#- A fast 64-bit hash of some columns, other on each engine and version: to group by within one query, never to keep. -#}
{% macro row_hash(columns) %}
    {{- return(adapter.dispatch('row_hash', 'media_analytics')(columns)) -}}
{% endmacro %}

{% macro default__row_hash(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}

{% macro spark__row_hash(columns) -%}
    xxhash64({{ columns | join(', ') }})
{%- endmacro %}
