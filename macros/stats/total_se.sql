{#- Standard error of a total T over units, those with zero included: sqrt(units/(units − 1) · (Σy² − T²/units)), the deviations from the mean being the z. -#}
{%- macro total_se(sum_of_squares, total, units) -%}
    {{ linearised_se("(" ~ sum_of_squares ~ " - " ~ total ~ " * " ~ total ~ " / cast(" ~ units ~ " as double))", units) }}
{%- endmacro -%}
