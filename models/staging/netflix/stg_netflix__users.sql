-- E-mail, names, state and city are not selected: they never leave schema `raw`.
with source as (
    select * from {{ source('netflix', 'netflix_users') }}
),

salts as (
    {{ current_salt('netflix_users') }}
),

cast_users as (
    select
        {{ salted_key('netflix', 'salts.salt', 'source.user_id') }} as subscriber_key,

        {{ whole_number('source.age') }} as stated_age,
        source.gender,
        source.country,
        source.subscription_plan,
        {{ day_of('source.subscription_start_date') }} as subscription_start_date,
        try_cast(source.is_active as boolean) as is_active,
        try_cast(source.monthly_spend as double) as monthly_spend,
        source.primary_device,
        {{ whole_number('source.household_size') }} as household_size,
        try_cast(source.created_at as timestamp) as created_at,

        {{ cast_failed({
            'source.age': 'double', 'source.subscription_start_date': 'timestamp', 'source.is_active': 'boolean',
            'source.monthly_spend': 'double', 'source.household_size': 'double', 'source.created_at': 'timestamp'
        }) }} as has_cast_failure
    from source
    -- no salt, no key: the row stays and counts as keyless
    left join salts on true
),

aged as (
    select
        *,
        case when stated_age between 13 and 100 then stated_age end as age
    from cast_users
)

select
    subscriber_key,

    age,
    case
        when age is null then 'Unknown'
        when age < 18 then '13-17'
        when age < 25 then '18-24'
        when age < 35 then '25-34'
        when age < 45 then '35-44'
        when age < 55 then '45-54'
        when age < 65 then '55-64'
        else '65 and over'
    end as age_band,
    gender,
    country,
    subscription_plan,
    subscription_start_date,
    is_active,
    monthly_spend,
    primary_device,
    household_size,
    created_at,

    stated_age is not null and age is null as is_age_implausible,
    has_cast_failure
from aged
