{#-
    The rows of `headline`, each beside the same rate at the snapshot before, as a query. The interval of the difference is Newcombe's, from those of
    the two rates and the correlation between them, 0 if they have nobody in common. Both relations have basis, value, ci_low and ci_high; `headline`
    has earlier_date, `rates` has snapshot_date and reason_code.
-#}
{%- macro compared_with_earlier(headline, rates, correlation="0.0") -%}
    {%- set limits = [
        headline ~ '.value', headline ~ '.ci_low', headline ~ '.ci_high', 'earlier.value', 'earlier.ci_low', 'earlier.ci_high',
        correlation
    ] -%}
    select
        {{ headline }}.*,
        earlier.value as prev_value,
        {{ headline }}.value - earlier.value as delta,
        {{ newcombe_low(*limits) }} as delta_low,
        {{ newcombe_high(*limits) }} as delta_high,
        case
            when earlier.value is not null then null
            when earlier.reason_code = 'MIN_N_NOT_MET' then 'MIN_N_NOT_MET'
            else 'NO_PREVIOUS_PERIOD'
        end as delta_reason_code
    from {{ headline }}
    left join {{ rates }} as earlier
        on {{ headline }}.basis = earlier.basis and {{ headline }}.earlier_date = earlier.snapshot_date
{%- endmacro -%}
