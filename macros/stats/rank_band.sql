{#- The band of ranks within which errors of estimates are pooled. -#}
{%- macro rank_band(rank) -%}
    case
        when {{ rank }} <= 10 then '1-10'
        when {{ rank }} <= 50 then '11-50'
        when {{ rank }} <= 100 then '51-100'
        else '101+'
    end
{%- endmacro -%}
