{#- Shares or weights add up to one in every group. Fails with the group, its sum and its number of rows. -#}
{% test sums_to_one(model, column_name, group_by, tolerance=1e-9) %}

select
    {{ group_by | join(', ') }},
    sum({{ column_name }}) as total,
    count(*) as row_count
from {{ model }}
group by {{ group_by | join(', ') }}
-- a group of nulls has no sum, and that is not one
having coalesce(abs(sum({{ column_name }}) - 1) > {{ tolerance }}, true)

{% endtest %}
