-- Against the figures of any table of the normal distribution.
{{ config(meta={'kpi_ids': ['genre_momentum']}) }}
with cases as (
    select
        z,
        wanted,
        {{ two_sided_p('z') }} as found
    from (
        values
        (cast(0.0 as double), cast(1.0 as double)),
        (1.0, 0.317310507862914),
        (-1.959963984540054, 0.05),
        (2.575829303548901, 0.01),
        (5.0, 5.733031437583866e-07),
        (8.0, 1.2441921148543639e-15),
        (40.0, 0.0)
    ) as given (z, wanted)
)

select * from cases
where abs(found - wanted) > 1e-12
