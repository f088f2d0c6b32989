{#- The value at a rank on the straight line, in the logarithms of rank and value, through a better and a worse rank. -#}
{%- macro loglog_interpolation(rank, better_rank, better_value, worse_rank, worse_value) -%}
    exp(
        ln({{ better_value }}) + (ln({{ worse_value }}) - ln({{ better_value }}))
        * (ln({{ rank }}) - ln({{ better_rank }})) / (ln({{ worse_rank }}) - ln({{ better_rank }}))
    )
{%- endmacro -%}
