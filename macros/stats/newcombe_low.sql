{#-
    Lower limit of the 95 % interval of p1 − p2 by Newcombe's square-and-add, from the limits of the two rates and their correlation rho:
    (p1 − p2) − sqrt(a² − 2 · rho · a · b + b²), a = p1 − low1, b = high2 − p2. All arguments stand there, so that both limits are called alike.
-#}
{%- macro newcombe_low(p1, low1, high1, p2, low2, high2, rho="0.0") -%}
    (
        {{ p1 }} - {{ p2 }} - sqrt(greatest(
            power({{ p1 }} - {{ low1 }}, 2)
            - 2.0 * {{ rho }} * ({{ p1 }} - {{ low1 }}) * ({{ high2 }} - {{ p2 }})
            + power({{ high2 }} - {{ p2 }}, 2),
            0.0
        ))
    )
{%- endmacro -%}
