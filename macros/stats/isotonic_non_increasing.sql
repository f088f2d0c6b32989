{#-
    The non-increasing curve closest to the values in weighted squares, as a query: every row of `relation`, and `fitted`, by the max–min formula
    fitted(i) = min over s ≤ i of max over t ≥ i of the weighted mean of the rows s … t. Means come from prefix sums, the maximum from a running one: n² / 2 rows.
-#}
{%- macro isotonic_non_increasing(relation, position, value, weight) -%}
    with prefix_sums as (
        select
            {{ position }} as place,
            cast({{ weight }} as double) as weight,
            cast({{ weight }} as double) * {{ value }} as total,
            -- {{ position }} is unique
            sum(cast({{ weight }} as double)) over up_to_here as weights,
            sum(cast({{ weight }} as double) * {{ value }}) over up_to_here as totals
        from {{ relation }}
        window up_to_here as (order by {{ position }} rows between unbounded preceding and current row)
    ),

    stretches as (
        select
            starts.place as first_place,
            ends.place as last_place,
            (ends.totals - starts.totals + starts.total) / (ends.weights - starts.weights + starts.weight) as stretch_mean
        from prefix_sums as starts
        inner join prefix_sums as ends on starts.place <= ends.place
    ),

    highest as (
        select
            last_place,
            -- last_place is unique in its partition
            max(stretch_mean) over (
                partition by first_place order by last_place desc rows between unbounded preceding and current row
            ) as highest_mean
        from stretches
    ),

    fits as (
        select
            last_place,
            min(highest_mean) as fitted
        from highest
        group by last_place
    )

    select
        given.*,
        fits.fitted
    from {{ relation }} as given
    inner join fits on given.{{ position }} = fits.last_place
{%- endmacro -%}
