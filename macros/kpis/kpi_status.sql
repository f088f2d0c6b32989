{#-
    What may be made of a value: `partial` where it stands for under 80 % of what it speaks of, or the source was loaded in part; else `estimated`,
    where it is built on estimates; else `available`. The same for headlines and for the points of their series.
-#}
{%- macro kpi_status(value, coverage, is_limited, is_estimated) -%}
    case
        when {{ value }} is null then 'not_available'
        when {{ coverage }} < 0.80 or {{ is_limited }} then 'partial'
        when {{ is_estimated }} then 'estimated'
        else 'available'
    end
{%- endmacro -%}
