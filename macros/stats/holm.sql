{#-
    Holm's step-down correction (1979) as a query: the rows of `relation` that have a p-value, and `holm_p`, that value adjusted for all of them.
    adjusted p of rank i = max over j ≤ i of min(1, (k − j + 1) · p of rank j). `key` orders equal p-values, so that the answer is total.
    Nulls are left out, of the k too: nothing was tested there, and engines do not agree on where they sort.
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
        where tested.{{ p_value }} is not null
    ) as ranked
{%- endmacro -%}
