{{ config(materialized='table') }}

-- The back-test row by row: what was hidden, estimated, and is true.
with tested as (
    select
        method,
        streams_unit,
        backtest_half,
        rank,
        estimate,
        true_streams
    from {{ ref('int_estimates_ordered') }}
    where is_backtest and true_streams > 0
    union all
    select
        method,
        streams_unit,
        backtest_half,
        rank,
        estimate,
        true_streams
    from {{ ref('int_estimates_from_hours') }}
    where is_backtest
)

select
    method,
    streams_unit,
    backtest_half,
    {{ rank_band('rank') }} as rank_band,
    estimate / true_streams - 1 as relative_error,
    ln(estimate / true_streams) as log_error
from tested
where estimate > 0
