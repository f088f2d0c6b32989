-- KPI 3 over its windows, on each basis that the data supports: the latest 156 at most.
{{ views_series('hit_concentration') }}
