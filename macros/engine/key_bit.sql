{#- The bit of a key in its block of 32 keys (see key_block). Spark before 4 has no << operator, and its shift's width is an INT. -#}
{% macro key_bit(expr) %}
    {{- return(adapter.dispatch('key_bit', 'media_analytics')(expr)) -}}
{% endmacro %}

{% macro default__key_bit(expr) -%}
    (cast(1 as bigint) << ({{ expr }} & 31))
{%- endmacro %}

{% macro spark__key_bit(expr) -%}
    shiftleft(cast(1 as bigint), cast({{ expr }} & 31 as int))
{%- endmacro %}
