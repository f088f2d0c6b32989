-- Per KPI, what its sources say: loaded or not and why, how real the data is, and the day on which it ends.
with loads as (
    select * from {{ ref('fact_source_load') }}
),

sources as (
    select
        source,
        -- what a source can do without does not make it missing, but of its alternatives it needs one
        max(case when status = 'present' then 1 else 0 end)
        * min(case when status = 'present' or not is_required then 1 else 0 end) = 1 as is_present,
        -- a load can fail in many ways; to a KPI its source is missing, or the credential is
        min(
            case
                when reason_code = 'CREDENTIAL_MISSING' and is_required then reason_code
                when status = 'missing' then 'SOURCE_MISSING'
            end
        ) as reason_code,
        -- a source is as real as what it cannot do without
        coalesce(min(case when is_required then data_nature end), min(data_nature)) as least_nature,
        coalesce(max(case when is_required then data_nature end), max(data_nature)) as greatest_nature,
        max(case when is_limited then 1 else 0 end) as is_limited,
        -- a source's data ends with the table that its KPIs are counted from: the others only describe it
        max(
            case
                when
                    source = 'spotify'
                    or table_name in (
                        'imdb_title_ratings', 'tmdb_movies', 'netflix_users', 'netflix_top10_global'
                    )
                    then data_end
            end
        ) as data_end
    from loads
    group by source
)

select
    catalogue.kpi_id,
    coalesce(max(case when sources.is_present then 1 else 0 end), 0) = 1 as is_present,
    coalesce(min(sources.reason_code), 'SOURCE_MISSING') as reason_code,
    case
        when min(sources.least_nature) = max(sources.greatest_nature) then min(sources.least_nature)
        when min(sources.least_nature) is not null then 'mixed'
    end as data_nature,
    coalesce(max(sources.is_limited), 0) = 1 as is_limited,
    min(sources.data_end) as as_of_date
from {{ ref('kpi_catalogue') }} as catalogue
left join sources
    on concat(',', catalogue.sources, ',') like concat('%,', sources.source, ',%')
group by catalogue.kpi_id
