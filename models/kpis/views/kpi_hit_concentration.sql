-- KPI 3 on the first basis that the data supports. Always one row.
{{ views_headline('hit_concentration') }}
