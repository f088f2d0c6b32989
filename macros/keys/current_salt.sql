{#- The salt of the data mode that a raw table was last loaded in, as a query: one row, or none before a load. -#}
{% macro current_salt(table_name) -%}
    select salts.salt
    from {{ source('loads', 'subscriber_salt') }} as salts
    inner join (
        -- run_id breaks ties: a run loads a table once
        select max_by(data_mode, cast(finished_at as string) || run_id) as data_mode
        from {{ ref('stg_loads__load_log') }}
        where table_name = '{{ table_name }}' and status = 'loaded'
    ) as loads on salts.data_mode = loads.data_mode
{%- endmacro %}
