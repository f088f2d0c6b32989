-- The gate holds: no row is estimated by a method that this build's back-test switched off.
{{ config(meta={'kpi_ids': ['total_streams', 'total_views', 'hit_concentration']}) }}
select fact.*
from {{ ref('fact_streaming') }} as fact
left join {{ ref('int_estimate_method_gate') }} as gate
    on fact.estimate_method = gate.method and fact.streams_unit = gate.streams_unit
where fact.is_estimated and not coalesce(gate.is_on, false)
