{#-
    How far a rate goes along with that of an earlier period because some units are in both, as a query: a row per `place` (a period) that shares
    units with the one at `earlier_place`. ρ = Σ e₁e₀ / sqrt(Σ e₁² · Σ e₀²), e = hits − rate · size of a unit, 0 in a period that it is not in.
    Where a rate does not vary, at 0 or 1, ρ is 0.
-#}
{%- macro rate_correlation(relation, unit, place, earlier_place, hits, size) -%}
    with deviations as (
        select
            {{ unit }} as unit,
            {{ place }} as place,
            {{ earlier_place }} as earlier_place,
            {{ hits }} - {{ size }} * sum({{ hits }}) over (partition by {{ place }})
            / sum({{ size }}) over (partition by {{ place }}) as deviation
        from {{ relation }}
    ),

    variations as (
        select
            place,
            sum(deviation * deviation) as variation
        from deviations
        group by place
    ),

    products as (
        select
            later.place,
            later.earlier_place,
            sum(later.deviation * earlier.deviation) as product
        from deviations as later
        inner join deviations as earlier on later.unit = earlier.unit and later.earlier_place = earlier.place
        group by later.place, later.earlier_place
    )

    select
        products.place,
        case
            when later.variation > 0 and earlier.variation > 0
                then greatest(least(products.product / sqrt(later.variation * earlier.variation), 1.0), -1.0)
            else 0.0
        end as correlation
    from products
    inner join variations as later on products.place = later.place
    inner join variations as earlier on products.earlier_place = earlier.place
{%- endmacro -%}
