{#- Whether a period lies in dim_date and is over: a chart of any other days is a slip. Null where a day is. -#}
{% macro in_calendar(first_day, last_day) -%}
    (
        {{ first_day }} >= cast('{{ var("dim_date_start") }}' as date)
        and {{ last_day }} <= least(cast('{{ var("dim_date_end") }}' as date), current_date)
    )
{%- endmacro %}
