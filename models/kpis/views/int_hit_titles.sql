-- The titles of each window in the order of their volume, the smallest first: the Lorenz curve's points.
with titles as (
    select
        basis,
        periods_back,
        title_key,
        sum(volume) as volume,
        sum(usable_rows) as usable_rows
    from {{ ref('int_hit_volumes') }}
    group by basis, periods_back, title_key
    having sum(volume) > 0
)

select
    basis,
    periods_back,
    title_key,
    volume,
    cast(usable_rows as bigint) as usable_rows,
    count(*) over (partition by basis, periods_back) as titles,
    sum(volume) over (partition by basis, periods_back) as total_volume,
    -- the title's key breaks ties between equal volumes
    row_number() over (partition by basis, periods_back order by volume, title_key) as place,
    sum(volume) over (
        partition by basis, periods_back
        order by volume, title_key rows between unbounded preceding and current row
    ) as volume_to_here
from titles
