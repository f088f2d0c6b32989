{#-
    Lower limit of the 95 % interval of p1 − p2 by Newcombe's method 10, from the limits of the two rates:
    (p1 − p2) − sqrt((p1 − low1)² + (high2 − p2)²). All six arguments stand there, so that both limits are called alike.
-#}
{%- macro newcombe_low(p1, low1, high1, p2, low2, high2) -%}
    ({{ p1 }} - {{ p2 }} - sqrt(power({{ p1 }} - {{ low1 }}, 2) + power({{ high2 }} - {{ p2 }}, 2)))
{%- endmacro -%}
