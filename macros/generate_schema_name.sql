{#- A schema is named exactly as configured (`core`, not `main_core`); without a name it is the target's. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
