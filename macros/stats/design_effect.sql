{#-
    How many times wider the variance of a rate p of n rows is because the rows cluster in units, never below 1:
    units/(units − 1) · Σ_u (c_u − p · m_u)² / n², over p(1 − p)/n. Where no variance can be seen (p = 0, p = 1, one unit) it is 1.
-#}
{%- macro design_effect(p, n, units, sum_of_squares) -%}
    case
        when {{ p }} is null or coalesce({{ n }}, 0) <= 0 then null
        when {{ p }} <= 0 or {{ p }} >= 1 or {{ units }} <= 1 then cast(1 as double)
        else
            greatest(
                1.0, {{ units }} / ({{ units }} - 1.0) * {{ sum_of_squares }} / ({{ n }} * {{ p }} * (1.0 - {{ p }}))
            )
    end
{%- endmacro -%}
