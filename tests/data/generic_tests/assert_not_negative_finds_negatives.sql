{{ differing_rows(
    found=test_not_negative("(select * from (values (1, -1), (2, 0), (3, 1), (4, null)) as t (k, v))", column_name='v'),
    expected="select * from (values (1, -1)) as wanted (k, v)"
) }}
