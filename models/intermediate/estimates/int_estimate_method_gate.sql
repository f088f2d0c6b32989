-- Which methods this build may use: those that were tested, and whose error is at most twice their limit.
with limits as (
    {%- for method, limit in var('estimate_mape_limits').items() %}
    select
        '{{ method }}' as method,
        cast({{ limit }} as double) as mape_limit
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

units as (
    select *
    from (values ('streams'), ('views')) as given (streams_unit)
),

backtest as (
    select
        method,
        streams_unit,
        n,
        mape
    from {{ ref('int_estimate_backtest') }}
    where rank_band = 'all'
)

select
    limits.method,
    units.streams_unit,
    coalesce(backtest.n, 0) as n,
    backtest.mape,
    limits.mape_limit,
    coalesce(backtest.n >= {{ var('min_n') }} and backtest.mape <= 2 * limits.mape_limit, false) as is_on
from limits
cross join units
left join backtest on limits.method = backtest.method and units.streams_unit = backtest.streams_unit
