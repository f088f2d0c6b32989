{#- The last year that is over on a date: its own year on 31 December, else the year before. -#}
{%- macro last_complete_year(day) -%}
    case when month({{ day }}) = 12 and day({{ day }}) = 31 then year({{ day }}) else year({{ day }}) - 1 end
{%- endmacro -%}
