{#- A count, an amount or a duration is zero or more; null passes. Fails with the whole row. -#}
{% test not_negative(model, column_name) %}

select *
from {{ model }}
where {{ column_name }} < 0

{% endtest %}
