{#-
    Upper limit of a share from its standard error on the scale of log-odds, as logit_low:
    p / (p + (1 − p) · exp(−quantile · se / (p · (1 − p)))).
-#}
{%- macro logit_high(p, se, quantile) -%}
    {{ logit_low(p, se, "-(" ~ quantile ~ ")") }}
{%- endmacro -%}
