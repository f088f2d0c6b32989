{#- Gini coefficient of values ranked in ascending order, place 1 … n, as an aggregate: Σ (2 · place − n − 1) · value / (n · Σ value). -#}
{%- macro gini(value, n, place) -%}
    (sum((2 * {{ place }} - {{ n }} - 1) * {{ value }}) / nullif(max({{ n }}) * cast(sum({{ value }}) as double), 0.0))
{%- endmacro -%}
