{{ config(materialized='table') }}

{{ deduplicated(
    relation=ref('stg_netflix__users'),
    repeated=ref('int_netflix__keys_repeated'),
    table_name='netflix_users',
    key=['subscriber_key'],
    order_by=[
        'created_at desc', 'is_active', 'subscription_start_date', 'subscription_plan', 'country', 'age', 'gender',
        'monthly_spend', 'primary_device', 'household_size', 'is_age_implausible', 'has_cast_failure'
    ]
) }}
