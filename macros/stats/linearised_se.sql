{#- Standard error of an estimate whose linearised values z sum to zero: sqrt(n / (n − 1) · Σ z²). One unit has no spread: null. -#}
{%- macro linearised_se(sum_of_squares, n) -%}
    sqrt(greatest({{ sum_of_squares }}, 0.0) * {{ n }} / nullif({{ n }} - 1.0, 0.0))
{%- endmacro -%}
