{#-
    The rows of `relation` that have a key, each key once.
    Only the keys that `repeated` lists (usually none) are sorted; all other rows pass by an anti-join with that tiny table.
-#}
{% macro deduplicated(relation, repeated, table_name, key, order_by) %}
with repeated_keys as (
    select
        record_key,
        ordinal
    from {{ repeated }}
    where table_name = '{{ table_name }}'
),

single as (
    select
        records.*,
        1 as copy_number
    from {{ relation }} as records
    where
        {%- for column in key %}
        records.{{ column }} is not null and
        {%- endfor %}
        not exists (select 1 from repeated_keys where {{ _same_record(key) }})
),

copies as (
    select
        records.*,
        -- in the order of all other columns: what still ties is equal
        row_number() over (
            partition by records.{{ key | join(', records.') }}
            order by records.{{ order_by | join(', records.') }}
        ) as copy_number
    from {{ relation }} as records
    inner join repeated_keys on {{ _same_record(key) }}
)

select * from single
union all
select * from copies
where copy_number = 1
{% endmacro %}

{% macro _same_record(key) -%}
    records.{{ key[0] }} = repeated_keys.record_key
    {%- if key | length > 1 %} and records.{{ key[1] }} = repeated_keys.ordinal{% endif %}
{%- endmacro %}
