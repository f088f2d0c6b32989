with source as (
    select * from {{ source('imdb', 'imdb_title_basics') }}
)

select
    {{ numbered_key('imdb', 'substr(tconst, 3)') }} as title_key,
    tconst as title_id,

    titletype as title_type,
    primarytitle as primary_title,
    originaltitle as original_title,
    case isadult when '0' then false when '1' then true end as is_adult,
    try_cast(startyear as int) as start_year,
    try_cast(endyear as int) as end_year,
    try_cast(runtimeminutes as int) as runtime_minutes,
    genres,

    -- a missing tab moves what follows it one column to the left: the year stands where the flag should
    coalesce(isadult not in ('0', '1'), false) as is_shifted,
    coalesce(isadult not in ('0', '1'), false)
    or {{ cast_failed({'startyear': 'int', 'endyear': 'int', 'runtimeminutes': 'int'}) }} as has_cast_failure
from source
