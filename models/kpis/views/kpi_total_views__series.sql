-- KPI 1 over its weeks or months, on each basis that the data supports: the latest 156 at most.
{{ views_series('total_views') }}
