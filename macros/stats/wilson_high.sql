{#- Upper limit of Wilson's 95 % interval of a rate: one minus the lower limit of the rate of the others. -#}
{%- macro wilson_high(p, n) -%}
    (1.0 - {{ wilson_low("(1.0 - " ~ p ~ ")", n) }})
{%- endmacro -%}
