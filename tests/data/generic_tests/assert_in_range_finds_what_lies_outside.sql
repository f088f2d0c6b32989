{% set rows %}
    (
        select * from (values
            (1, 0.9e0), (2, 1e0), (3, 10e0), (4, 10.1e0), (5, cast('nan' as double)), (6, null)
        ) as t (k, v)
    )
{% endset %}

{{ differing_rows(
    found="select k from (" ~ test_in_range(rows, column_name='v', min_value=1, max_value=10) ~ ") as outside",
    expected="select * from (values (1), (4), (5)) as wanted (k)"
) }}
