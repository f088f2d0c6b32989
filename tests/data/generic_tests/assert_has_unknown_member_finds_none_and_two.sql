{% set one = "(select * from (values (-1), (1)) as t (k))" %}
{% set none_at_all = "(select * from (values (1)) as t (k))" %}
{% set two = "(select * from (values (-1), (-1), (1)) as t (k))" %}

{{ differing_rows(
    found=test_has_unknown_member(one, column_name='k')
        ~ ' union all ' ~ test_has_unknown_member(none_at_all, column_name='k')
        ~ ' union all ' ~ test_has_unknown_member(two, column_name='k'),
    expected="select * from (values (0), (2)) as wanted (unknown_member_count)"
) }}
