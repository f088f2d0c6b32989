{#-
    P(|Z| ≥ |z|) of a standard normal Z: Hart's rational approximation (1968, as published by West 2005) below 7.07 standard errors,
    five steps of Laplace's continued fraction beyond. Within 1e-8 of scipy, relatively, out to 36: no engine that we run on has an erfc.
-#}
{%- macro two_sided_p(z) -%}
    {%- set x = "abs(" ~ z ~ ")" -%}
    {%- set upper = [0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931, 220.206867912376] -%}
    {%- set lower = [0.0883883476483184, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831, 793.826512519948, 440.413735824752] -%}
    case
        when {{ z }} is null then null
        when {{ x }} > 37 then 0.0
        when {{ x }} < 7.07106781186547
            then 2.0 * exp(-{{ x }} * {{ x }} / 2.0) * {{ horner(upper, x) }} / {{ horner(lower, x) }}
        else
            2.0 * exp(-{{ x }} * {{ x }} / 2.0) / 2.5066282746310002
            / ({{ x }} + 1.0 / ({{ x }} + 2.0 / ({{ x }} + 3.0 / ({{ x }} + 4.0 / ({{ x }} + 0.65)))))
    end
{%- endmacro -%}
