-- Fourteen rows, and exactly the ids that the report's readers know.
{{ config(meta={'kpi_ids': all_kpi_ids()}) }}
with expected as (
    {% for kpi_id in all_kpi_ids() -%}
    select {{ loop.index }} as kpi_no, '{{ kpi_id }}' as kpi_id
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    expected.kpi_id as expected_kpi_id,
    mart_kpi.kpi_id as found_kpi_id
from expected
full outer join {{ ref('mart_kpi') }} as mart_kpi
    on expected.kpi_id = mart_kpi.kpi_id and expected.kpi_no = mart_kpi.kpi_no
where expected.kpi_id is null or mart_kpi.kpi_id is null
