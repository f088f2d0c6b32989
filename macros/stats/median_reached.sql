{#- Whether a survival curve has come down to one half. The tolerance is for a half that is a product of rounded numbers: 2/3 · 3/4. -#}
{%- macro median_reached(survival) -%}
    ({{ survival }} <= 0.500000000001)
{%- endmacro -%}
