{#-
    Why a KPI of the watch sessions has no value in the last complete month, null where it has one: there is no such month, or no session
    in it; none of its sessions says what the KPI counts; or the units counted are too few.
-#}
{%- macro month_reason_code(month_start, eligible_sessions, n) -%}
    case
        when {{ month_start }} is null then 'WINDOW_TOO_SHORT'
        when {{ eligible_sessions }} = 0 then 'WINDOW_TOO_SHORT'
        when {{ n }} is null then 'FIELD_ABSENT'
        when {{ n }} < {{ var('min_n') }} then 'MIN_N_NOT_MET'
    end
{%- endmacro -%}
