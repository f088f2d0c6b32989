-- Each KPI of the family on each of its bases, compared with the period just before. The first basis that the data supports is the headline.
select
    kpi_id,
    basis,
    basis_no,
    -- Where none has a value, the first whose source is there gives the reason: that it is stale only where all are.
    -- No two bases of a KPI have one number.
    row_number() over (
        partition by kpi_id
        order by
            case
                when value is not null then 0
                when is_present and reason_code != 'SOURCE_STALE' then 1
                when is_present then 2
                else 3
            end,
            basis_no
    ) = 1 as is_headline,
    period_start,
    period_end,
    value,
    numerator,
    denominator,
    n,
    coverage,
    ci_low,
    ci_high,
    prev_value,
    delta,
    delta - delta_margin as delta_low,
    delta + delta_margin as delta_high,
    abs(delta) > delta_margin as delta_is_clear,
    delta_reason_code,
    is_estimated,
    reason_code
from {{ ref('int_views_comparisons') }}
