{#-
    Lower limit of a share from its standard error, symmetric on the scale of log-odds, where the error of a share is se / (p · (1 − p)):
    p / (p + (1 − p) · exp(quantile · se / (p · (1 − p)))). A share without error, as at 0 and 1, has no limits: that
    nothing varied in the sample is no proof that nothing can.
-#}
{%- macro logit_low(p, se, quantile) -%}
    case
        when {{ p }} * (1.0 - {{ p }}) * {{ se }} > 0
            then
                {{ p }} / (
                    {{ p }} + (1.0 - {{ p }}) * exp({{ quantile }} * {{ se }} / ({{ p }} * (1.0 - {{ p }})))
                )
    end
{%- endmacro -%}
