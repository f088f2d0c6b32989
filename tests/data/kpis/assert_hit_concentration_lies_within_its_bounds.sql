-- KPI 3: ⌈0.01 N⌉ / N ≤ share ≤ 1, the top 1 % ≤ the top 10 %, 0 ≤ Gini < 1, in every window of every basis.
{{ config(meta={'kpi_ids': ['hit_concentration']}) }}
select *
from {{ ref('int_hit_concentration_periods') }}
where
    n > 0
    and coalesce(
        value < ceil(0.01 * n) / n - 1e-9
        or value > top_10_share + 1e-9
        or top_10_share < ceil(0.1 * n) / n - 1e-9
        or top_10_share > 1 + 1e-9
        or gini < -1e-9
        or gini >= 1,
        true
    )
