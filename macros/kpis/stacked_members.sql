{#-
    The rows of `relation` once for each dimension, with the member that the row belongs to: a KPI and its slices are then computed by one
    `group by dimension, member`. `members` maps a dimension to the SQL of its member.
-#}
{%- macro stacked_members(relation, members) -%}
    {%- for dimension, member in members.items() %}
    select
        stacked.*,
        '{{ dimension }}' as dimension,
        {{ member }} as member
    from {{ relation }} as stacked
    {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro -%}
