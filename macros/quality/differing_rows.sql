{#- The rows that one of two selects has and the other lacks: none where both agree. -#}
{% macro differing_rows(found, expected) -%}
with found as (
    {{ found }}
),

expected as (
    {{ expected }}
),

unexpected as (
    select * from found
    except
    select * from expected
),

missing as (
    select * from expected
    except
    select * from found
)

select
    'unexpected' as difference,
    unexpected.*
from unexpected
union all
select
    'missing' as difference,
    missing.*
from missing
{%- endmacro %}
