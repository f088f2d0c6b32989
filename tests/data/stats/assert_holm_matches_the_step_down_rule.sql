-- Four tests at 0.01, 0.04, 0.03, 0.005: adjusted 0.03, 0.06, 0.06, 0.02.
{{ config(meta={'kpi_ids': ['genre_momentum']}) }}
with tested as (
    select *
    from (
        values ('a', 0.01, 0.03), ('b', 0.04, 0.06), ('c', 0.03, 0.06), ('d', 0.005, 0.02)
    ) as given (name, p_value, wanted)
),

corrected as (
    {{ holm('tested', 'p_value', 'name') }}
)

select * from corrected
where abs(holm_p - wanted) > 1e-12
