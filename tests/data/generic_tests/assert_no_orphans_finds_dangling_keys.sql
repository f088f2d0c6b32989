{{ differing_rows(
    found=test_no_orphans(
        "(select * from (values (1), (2), (2), (3), (null)) as t (k))",
        column_name='k',
        to="(select * from (values (1), (3), (4)) as parents (id))",
        field='id'
    ),
    expected="select * from (values (2, 2)) as wanted (orphan_key, row_count)"
) }}
