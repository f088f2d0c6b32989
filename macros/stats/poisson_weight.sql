{#-
    A unit's weight in one replicate of a Poisson bootstrap: the Poisson(1) quantile of u, the first 13 hex digits of md5('unit|replicate') / 2^52,
    that is the number of k with P(X ≤ k) ≤ u. No u lies above P(X ≤ 17). A sum of comparisons, not a case: the md5 is then computed once.
-#}
{%- macro poisson_weight(unit_id, replicate) -%}
    {%- set below = [
        0.36787944117144233, 0.7357588823428847, 0.9196986029286058, 0.9810118431238462, 0.9963401531726563, 0.9994058151824183,
        0.999916758850712, 0.9999897508033253, 0.999998874797402, 0.9999998885745217, 0.9999999899522336, 0.9999999991683892,
        0.9999999999364022, 0.9999999999954802, 0.9999999999997, 0.9999999999999813, 0.9999999999999989
    ] -%}
    {%- set digits = "substr(md5(concat(" ~ unit_id ~ ", '|', " ~ replicate ~ ")), 1, 13)" -%}
    {%- set u = "(" ~ hex_to_bigint(digits) ~ " / cast(4503599627370496 as double))" -%}
    (
        {%- for probability in below %}
        {{ "+ " if not loop.first }}cast({{ u }} >= {{ probability }} as int)
        {%- endfor %}
    )
{%- endmacro -%}
