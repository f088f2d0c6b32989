{{ config(materialized='table') }}

-- How far each method is off, by band of ranks and over all of them.
with errors as (
    select
        method,
        streams_unit,
        backtest_half,
        relative_error,
        log_error,
        rank_band
    from {{ ref('int_estimate_errors') }}
    union all
    select
        method,
        streams_unit,
        backtest_half,
        relative_error,
        log_error,
        'all' as rank_band
    from {{ ref('int_estimate_errors') }}
),

halves as (
    select
        method,
        streams_unit,
        rank_band,
        -- bounds from one half of the charts are tried on the other
        case backtest_half when 'older' then 'newer' else 'older' end as backtest_half,
        least(percentile_cont(0.025) within group (order by log_error), 0.0) as log_error_lo,
        greatest(percentile_cont(0.975) within group (order by log_error), 0.0) as log_error_hi
    from errors
    group by method, streams_unit, rank_band, backtest_half
),

covered as (
    select
        method,
        streams_unit,
        rank_band,
        avg(
            cast(
                case
                    when errors.log_error between halves.log_error_lo and halves.log_error_hi then 1 else 0
                end as double
            )
        ) as coverage
    from errors
    inner join halves using (method, streams_unit, rank_band, backtest_half)
    group by method, streams_unit, rank_band
),

measured as (
    select
        method,
        streams_unit,
        rank_band,
        count(*) as n,
        avg(abs(relative_error)) as mape,
        avg(relative_error) as bias,
        -- the bounds hold the estimate itself, even where the method leans to one side
        least(percentile_cont(0.025) within group (order by log_error), 0.0) as log_error_lo,
        greatest(percentile_cont(0.975) within group (order by log_error), 0.0) as log_error_hi
    from errors
    group by method, streams_unit, rank_band
)

select
    method,
    streams_unit,
    rank_band,
    measured.n,
    measured.mape,
    measured.bias,
    measured.log_error_lo,
    measured.log_error_hi,
    covered.coverage
from measured
left join covered using (method, streams_unit, rank_band)
