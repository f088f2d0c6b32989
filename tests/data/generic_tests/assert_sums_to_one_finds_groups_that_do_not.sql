-- Group 3 is a third of one too much for its tolerance, group 4 within it, group 5 has no sum.
{% set rows %}
    (
        select * from (values
            (1, 0.5e0), (1, 0.5e0),
            (2, 0.5e0),
            (3, 1.0003e0),
            (4, 1.00005e0),
            (5, cast(null as double))
        ) as t (a, w)
    )
{% endset %}

{{ differing_rows(
    found=test_sums_to_one(rows, column_name='w', group_by=['a'], tolerance=1e-4),
    expected="select * from (values (2, 0.5e0, 1), (3, 1.0003e0, 1), (5, null, 1)) as wanted (a, total, row_count)"
) }}
