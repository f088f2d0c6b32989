{#- The block of 32 keys that a key lies in. A set of keys held as blocks and bits is a thirtieth of its size, so looking keys up stays in the cache. -#}
{% macro key_block(expr) %}
    {{- return(adapter.dispatch('key_block', 'media_analytics')(expr)) -}}
{% endmacro %}

{% macro default__key_block(expr) -%}
    ({{ expr }} >> 5)
{%- endmacro %}

{% macro spark__key_block(expr) -%}
    shiftright({{ expr }}, 5)
{%- endmacro %}
