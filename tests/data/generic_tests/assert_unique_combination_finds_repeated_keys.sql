{% set rows = "(select * from (values (1, 1), (1, 1), (1, 2), (2, 1), (3, null), (3, null)) as t (a, b))" %}

{{ differing_rows(
    found=test_unique_combination(rows, columns=['a', 'b']),
    expected="select * from (values (1, 1, 2), (3, null, 2)) as wanted (a, b, row_count)"
) }}
