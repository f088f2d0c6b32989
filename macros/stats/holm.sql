{#-
    Holm's step-down correction (1979) as a query: every row of `relation`, and `holm_p`, its p-value adjusted for all rows of the relation.
    adjusted p of rank i = max over j ≤ i of min(1, (k − j + 1) · p of rank j). `key` orders equal p-values, so that the answer is total.
-#}
{%- macro holm(relation, p_value, key) -%}
    select
        ranked.*,
        -- {{ key }} breaks ties between equal p-values
        max(least(1.0, (ranked.holm_k - ranked.holm_rank + 1) * ranked.{{ p_value }})) over (
            order by ranked.holm_rank rows between unbounded preceding and current row
        ) as holm_p
    from (
        select
            tested.*,
            count(*) over () as holm_k,
            row_number() over (order by tested.{{ p_value }}, tested.{{ key }}) as holm_rank
        from {{ relation }} as tested
    ) as ranked
{%- endmacro -%}
