{#- Key of an id that is text: source_code × 10^16 + the first 13 hex digits of its md5 as a number. -#}
{% macro text_key(source, expr) %}
    {%- set code = source_code(source) -%}
    {%- set number = hex_to_bigint("substr(md5(" ~ expr ~ "), 1, 13)") -%}
    {%- if code == 0 -%} {{ number }}
    {%- else -%} ({{ code }}0000000000000000 + {{ number }})
    {%- endif -%}
{% endmacro %}
