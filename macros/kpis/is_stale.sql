{#-
    Whether what a chart basis speaks of ended 28 days or more before its source's data: an old file must not hide a newer one, nor an old week be
    taken for the latest. Null where nothing has ended.
-#}
{%- macro is_stale(period_end, as_of_date) -%}
    {{ period_end }} <= date_add({{ as_of_date }}, -28)
{%- endmacro -%}
