{#- Herfindahl–Hirschman index of shares that sum to 1, in points up to 10,000, as an aggregate: Σ (100 · share)². -#}
{%- macro hhi(share) -%}
    sum(power(100.0 * {{ share }}, 2))
{%- endmacro -%}
