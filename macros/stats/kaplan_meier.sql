{#-
    The Kaplan–Meier curve as a query: per event time t (and group), S(t) = Π (1 − d/n) over the event times up to t, Greenwood's sum, and the
    95 % limits S^exp(± z · sqrt(greenwood) / ln S), which are Greenwood's on the scale ln(−ln S). Rows censored at t are still at risk at t.
    The product is the exponential of a sum of logarithms, since Spark has no product(); S = 0 has no logarithm and comes last in its group.
-#}
{%- macro kaplan_meier(relation, duration, is_event, by=[]) -%}
    {%- set groups = by | map("string") | join(", ") -%}
    {%- set groups_and = groups ~ ", " if by else "" -%}
    {%- set partition = "partition by " ~ groups ~ " " if by else "" -%}
    {%- set up_to_here = partition ~ "order by t rows between unbounded preceding and current row" -%}
    select
        {{ groups_and }}t,
        at_risk,
        events,
        survival,
        greenwood,
        case when survival = 0 then cast(0 as double) else power(survival, exp(log_log_margin)) end as survival_low,
        case when survival = 0 then cast(0 as double) else power(survival, exp(-log_log_margin)) end as survival_high
    from (
        select
            *,
            {{ z_975() }} * sqrt(greenwood) / abs(ln(nullif(survival, 0.0))) as log_log_margin
        from (
            select
                {{ groups_and }}t,
                at_risk,
                events,
                case
                    when at_risk = events then cast(0 as double)
                    -- t is unique in its group
                    else exp(sum(ln(nullif(1.0 - events / cast(at_risk as double), 0.0))) over ({{ up_to_here }}))
                end as survival,
                case
                    when at_risk > events
                        then sum(events / nullif(cast(at_risk as double) * (at_risk - events), 0.0)) over ({{ up_to_here }})
                end as greenwood
            from (
                select
                    {{ groups_and }}t,
                    events,
                    cast(sum(spells) over (
                        {{ partition }}order by t desc rows between unbounded preceding and current row
                    ) as bigint) as at_risk
                from (
                    select
                        {{ groups_and }}{{ duration }} as t,
                        count(*) as spells,
                        cast(sum(case when {{ is_event }} then 1 else 0 end) as bigint) as events
                    from {{ relation }}
                    group by {{ groups_and }}{{ duration }}
                ) as counted
            ) as risked
            where events > 0
        ) as estimated
    ) as scaled
{%- endmacro -%}
