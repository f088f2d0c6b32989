{#- Key of an id that is a number: source_code × 10^16 + that number; null where the text is none. -#}
{% macro numbered_key(source, expr) %}
    {%- set code = source_code(source) -%}
    {%- if code == 0 -%} try_cast({{ expr }} as bigint)
    {%- else -%} ({{ code }}0000000000000000 + try_cast({{ expr }} as bigint))
    {%- endif -%}
{% endmacro %}
