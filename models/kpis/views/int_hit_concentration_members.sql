-- Of each basis's latest window: the Gini coefficient and the top tenth, the points of the Lorenz curve, and the ten largest titles.
with latest as (
    select * from {{ ref('int_hit_concentration_periods') }}
    where periods_back = 0 and reason_code is null
),

largest as (
    select
        ranked.*,
        dim_title.primary_title
    from {{ ref('int_hit_titles') }} as ranked
    inner join latest on ranked.basis = latest.basis and ranked.periods_back = latest.periods_back
    inner join {{ ref('dim_title') }} as dim_title on ranked.title_key = dim_title.title_key
    where ranked.titles - ranked.place < 10
),

members as (
    select
        basis,
        'measure' as dimension,
        'gini' as member,
        gini as value,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        n
    from latest
    union all
    select
        basis,
        'measure' as dimension,
        'top_10_percent' as member,
        top_10_share as value,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        n
    from latest
    union all
    select
        basis,
        'lorenz' as dimension,
        lpad(cast(percent as {{ dbt.type_string() }}), 3, '0') as member,
        volume_share as value,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        titles as n
    from {{ ref('int_hit_lorenz') }}
    union all
    select
        basis,
        'title' as dimension,
        concat_ws(
            '|',
            lpad(cast(titles - place + 1 as {{ dbt.type_string() }}), 2, '0'),
            coalesce(primary_title, 'Unknown')
        ) as member,
        volume / total_volume as value,
        volume as numerator,
        total_volume as denominator,
        usable_rows as n
    from largest
)

select
    *,
    -- chance makes a sample look more unequal than it is, so draws around it say nothing of the truth: no interval
    cast(null as double) as ci_low,
    cast(null as double) as ci_high
from members
