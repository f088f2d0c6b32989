{#- One row with the columns and types of the model's own contract, in the contract's order: null where `values` has none. -#}
{% macro contract_row(values={}) -%}
    select
    {%- for column in model.columns.values() %}
        cast({{ values.get(column.name, 'null') }} as {{ column.data_type }}) as {{ column.name }}
        {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
