-- A row is a point of the tenure curve: a month of which there are enough subscribers to show a rate. The fit is over all months.
select
    tenure_month,
    date_add(snapshot_date, -30 * tenure_month - 29) as first_start,
    date_add(snapshot_date, -30 * tenure_month) as last_start,
    n,
    share,
    fitted
from {{ ref('int_tenure_fits') }}
where n >= {{ var('min_n') }}
