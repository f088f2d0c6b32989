{#-
    Upper limit of the 95 % interval of p1 − p2 by Newcombe's square-and-add:
    (p1 − p2) + sqrt(a² − 2 · rho · a · b + b²), a = high1 − p1, b = p2 − low2.
-#}
{%- macro newcombe_high(p1, low1, high1, p2, low2, high2, rho="0.0") -%}
    (
        {{ p1 }} - {{ p2 }} + sqrt(greatest(
            power({{ high1 }} - {{ p1 }}, 2)
            - 2.0 * {{ rho }} * ({{ high1 }} - {{ p1 }}) * ({{ p2 }} - {{ low2 }})
            + power({{ p2 }} - {{ low2 }}, 2),
            0.0
        ))
    )
{%- endmacro -%}
