-- KPI 1 on the first basis that the data supports. Always one row.
{{ views_headline('total_views') }}
