{#- The columns together are a key. Fails with the combination and the number of rows that carry it. -#}
{% test unique_combination(model, columns, counter=none) %}

{%- set key = columns | join(', ') -%}
{%- if counter %}
{%- set group_key = columns | reject('equalto', counter) | join(', ') %}
with suspects as (
    -- a group is beyond suspicion when each of its rows sets a bit of its own: a tenth of the keys to hash
    select {{ group_key }}
    from {{ model }}
    group by {{ group_key }}
    having
        count(*) != bit_count(bit_or(
            case when {{ counter }} between 0 and 62 then cast(power(2, {{ counter }}) as bigint) else 0 end
        ))
),

keys as (
    select {{ key }}
    from {{ model }}
    inner join suspects using ({{ group_key }})
)
{%- else %}
with keys as (
    select {{ key }}
    from {{ model }}
)
{%- endif %}

select
    {{ key }},
    count(*) as row_count
from keys
group by {{ key }}
having count(*) > 1

{% endtest %}
