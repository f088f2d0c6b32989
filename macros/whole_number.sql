{#- A whole number from text that may be written as a float (`43.0`), rounded down; null where it is none. -#}
{% macro whole_number(expr) -%}
    try_cast(floor(try_cast({{ expr }} as double)) as int)
{%- endmacro %}
