-- Group 2 counts beyond the 63 bits, below zero and has a null; group 4 is what it must not take for repeated.
{% set rows %}
    (
        select * from (values
            (1, 1), (1, 1), (1, 2),
            (2, 62), (2, 63), (2, 64), (2, 64), (2, -1), (2, -1), (2, null), (2, null),
            (3, 0), (3, 62),
            (4, 63), (4, 1), (4, null), (4, -1)
        ) as t (a, b)
    )
{% endset %}

{{ differing_rows(
    found=test_unique_combination(rows, columns=['a', 'b'], counter='b'),
    expected="select * from (values (1, 1, 2), (2, 64, 2), (2, -1, 2), (2, null, 2)) as wanted (a, b, row_count)"
) }}
