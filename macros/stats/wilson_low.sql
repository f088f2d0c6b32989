{#-
    Lower limit of Wilson's 95 % interval of a rate p out of n:
    (p + z²/2n − z · sqrt(p(1 − p)/n + z²/4n²)) / (1 + z²/n). At p = 0 it is 0 to the last bit, which the formula misses by rounding.
-#}
{%- macro wilson_low(p, n) -%}
    {%- set size = "cast(" ~ n ~ " as double)" -%}
    case
        when {{ p }} is null or coalesce({{ n }}, 0) <= 0 then null
        when {{ p }} <= 0 then cast(0 as double)
        else
            greatest(
                (
                    {{ p }} + {{ z_975() }} * {{ z_975() }} / (2.0 * {{ size }})
                    - {{ z_975() }} * sqrt(
                        {{ p }} * (1.0 - {{ p }}) / {{ size }}
                        + {{ z_975() }} * {{ z_975() }} / (4.0 * {{ size }} * {{ size }})
                    )
                ) / (1.0 + {{ z_975() }} * {{ z_975() }} / {{ size }}),
                0.0
            )
    end
{%- endmacro -%}
