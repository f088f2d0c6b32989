{#- Upper limit of the 95 % interval of p1 − p2 by Newcombe's method 10: (p1 − p2) + sqrt((high1 − p1)² + (p2 − low2)²). -#}
{%- macro newcombe_high(p1, low1, high1, p2, low2, high2) -%}
    ({{ p1 }} - {{ p2 }} + sqrt(power({{ high1 }} - {{ p1 }}, 2) + power({{ p2 }} - {{ low2 }}, 2)))
{%- endmacro -%}
