{#-
    How many degrees of freedom a variance made of n linearised values z has, 2 (Σz²)² / (Σz⁴ − (Σz²)²/n): twice the square of its expectation over
    its variance. About n where all z are alike, 2 where one outweighs the rest. The floor, at 2e12, is for z that do not differ at all.
-#}
{%- macro satterthwaite_df(sum_of_squares, sum_of_fourths, n) -%}
    (
        2.0 / greatest(
            {{ sum_of_fourths }} / nullif({{ sum_of_squares }} * {{ sum_of_squares }}, 0.0) - 1.0 / {{ n }}, 1e-12
        )
    )
{%- endmacro -%}
