-- Kaplan and Meier's curve of the spells of each group: the share still on the chart after t charts.
with spells as (
    select * from {{ ref('int_chart_spell_groups') }}
),

curves as (
    {{ kaplan_meier('spells', 'charts', 'not is_censored', ['basis', 'dimension', 'member']) }}
)

select * from curves
