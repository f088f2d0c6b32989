{#-
    Whether the back-test of the interpolation hides a rank: runs with gaps about half as wide as the rule allows, ever wider down the chart, since
    runs of one length would flatter the estimates between ranks that lie far apart.
-#}
{%- macro backtest_hides(rank) -%}
    (
        {{ rank }} between 3 and 7
        or {{ rank }} between 11 and 15
        or {{ rank }} between 21 and 29
        or {{ rank }} between 41 and 59
        or {{ rank }} between 81 and 119
        or {{ rank }} between 161 and 199
    )
{%- endmacro -%}
