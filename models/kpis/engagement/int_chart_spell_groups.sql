-- The spells that count, once for each dimension that they are looked at by: their basis, rank and year of entry.
{{ config(materialized='view') }}

with spells as (
    select
        *,
        case
            when entry_rank <= 10 then '1-10'
            when entry_rank <= 50 then '11-50'
            when entry_rank <= 100 then '51-100'
            else '101-200'
        end as entry_band
    from {{ ref('int_chart_spells') }}
    where not is_left_out
),

stacked as (
    {{ stacked_members('spells', {
        'basis': 'basis',
        'entry_rank': 'entry_band',
        'entry_year': 'cast(entry_year as ' ~ dbt.type_string() ~ ')',
    }) }}
)

select
    basis,
    dimension,
    member,
    title_key,
    first_chart,
    charts,
    is_censored
from stacked
