-- KPI 2 over its chart weeks, on each basis that the data supports: the latest 156 at most.
{{ views_series('total_streams') }}
