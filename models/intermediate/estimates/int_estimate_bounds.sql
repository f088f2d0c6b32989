-- The factors from an estimate to its bounds: of its band of ranks, or of all ranks where the band was tested too little.
with backtest as (
    select * from {{ ref('int_estimate_backtest') }}
),

gate as (
    select
        method,
        streams_unit
    from {{ ref('int_estimate_method_gate') }}
    where is_on
),

bands as (
    select *
    from (values ('1-10'), ('11-50'), ('51-100'), ('101+')) as given (rank_band)
)

select
    overall.method,
    overall.streams_unit,
    bands.rank_band,
    exp(-coalesce(banded.log_error_hi, overall.log_error_hi)) as lo_factor,
    exp(-coalesce(banded.log_error_lo, overall.log_error_lo)) as hi_factor
from backtest as overall
inner join gate on overall.method = gate.method and overall.streams_unit = gate.streams_unit
cross join bands
left join backtest as banded
    on
        overall.method = banded.method
        and overall.streams_unit = banded.streams_unit
        and bands.rank_band = banded.rank_band
        and banded.n >= {{ var('min_n') }}
where overall.rank_band = 'all'
