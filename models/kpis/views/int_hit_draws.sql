-- How concentrated each window is: draw 0 is the data itself; draws 1 to 200, of the watch sessions, weigh each viewer anew (Poisson bootstrap).
with volumes as (
    select * from {{ ref('int_hit_volumes') }}
    where volume > 0
),

drawn as (
    select
        basis,
        periods_back,
        0 as replicate,
        title_key,
        sum(volume) as volume
    from volumes
    group by basis, periods_back, title_key
    union all
    select
        volumes.basis,
        volumes.periods_back,
        weights.replicate,
        volumes.title_key,
        sum(weights.weight * volumes.volume) as volume
    from volumes
    inner join {{ ref('int_hit_weights') }} as weights using (subscriber_key)
    -- a chart has no viewer to draw
    where volumes.basis = 'watch_sessions' and weights.weight > 0
    group by volumes.basis, volumes.periods_back, weights.replicate, volumes.title_key
),

ranked as (
    select
        *,
        count(*) over (partition by basis, periods_back, replicate) as titles,
        -- the title's key breaks ties between equal volumes
        row_number() over (partition by basis, periods_back, replicate order by volume, title_key) as place
    from drawn
)

select
    basis,
    periods_back,
    replicate,
    titles,
    sum(volume) as volume,
    -- one title in a hundred, and one in ten, the number rounded up
    sum(case when place > titles - floor((titles + 99) / 100.0) then volume else 0.0 end) as top_1_volume,
    sum(case when place > titles - floor((titles + 9) / 10.0) then volume else 0.0 end) as top_10_volume,
    {{ gini('volume', 'titles', 'place') }} as gini
from ranked
group by basis, periods_back, replicate, titles
