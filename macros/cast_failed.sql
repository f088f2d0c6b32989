{#- Whether any of the texts is there but not of the type it should be. -#}
{% macro cast_failed(columns) -%}
    (
    {%- for column, type in columns.items() %}
        {{ 'or ' if not loop.first }}({{ column }} is not null and try_cast({{ column }} as {{ type }}) is null)
    {%- endfor %}
    )
{%- endmacro %}
