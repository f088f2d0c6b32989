with backtest as (
    select * from {{ ref('int_estimate_backtest') }}
),

gate as (
    select
        method,
        streams_unit,
        mape_limit,
        is_on
    from {{ ref('int_estimate_method_gate') }}
)

select
    backtest.method,
    backtest.streams_unit,
    backtest.rank_band,
    backtest.n,
    backtest.mape,
    backtest.bias,
    exp(-backtest.log_error_hi) as lo_factor,
    exp(-backtest.log_error_lo) as hi_factor,
    backtest.coverage,
    gate.mape_limit,
    gate.is_on
from backtest
left join gate using (method, streams_unit)
