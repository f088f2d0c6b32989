{#- A relation without rows, with the columns and types of the model's own contract. -#}
{% macro empty_relation() -%}
    {{ contract_row() }}
    where false
{%- endmacro %}
