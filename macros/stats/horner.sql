{#- A polynomial by Horner's rule, the coefficient of the highest power first. -#}
{%- macro horner(coefficients, x) -%}
    {%- set ns = namespace(sql="cast(" ~ coefficients[0] ~ " as double)") -%}
    {%- for coefficient in coefficients[1:] -%}
        {%- set ns.sql = "(" ~ ns.sql ~ " * " ~ x ~ " + " ~ coefficient ~ ")" -%}
    {%- endfor -%}
    {{ ns.sql }}
{%- endmacro -%}
