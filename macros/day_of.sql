{#- The day in text that holds a date or a time stamp; null where it is neither. -#}
{% macro day_of(expr) -%}
    cast(try_cast({{ expr }} as timestamp) as date)
{%- endmacro %}
