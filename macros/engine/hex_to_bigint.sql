{#- Hex digits as a number. DuckDB reads '0x…' in a cast; Spark's cast of it is null, its conv() gives text. -#}
{% macro hex_to_bigint(expr) %}
    {{- return(adapter.dispatch('hex_to_bigint', 'media_analytics')(expr)) -}}
{% endmacro %}

{% macro default__hex_to_bigint(expr) -%}
    try_cast('0x' || {{ expr }} as bigint)
{%- endmacro %}

{% macro spark__hex_to_bigint(expr) -%}
    try_cast(conv({{ expr }}, 16, 10) as bigint)
{%- endmacro %}
