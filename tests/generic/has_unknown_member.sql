{#- A dimension has exactly one Unknown member, the row with the key -1. Fails with the number of such rows. -#}
{% test has_unknown_member(model, column_name) %}

select count(*) as unknown_member_count
from {{ model }}
where {{ column_name }} = -1
having count(*) != 1

{% endtest %}
