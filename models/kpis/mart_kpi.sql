-- The fourteen KPIs, one row each, always: what the data cannot say is not_available, with the reason.
with measured as (
    select * from {{ ref('kpi_genre_popularity_share') }}
    union all
    select * from {{ ref('kpi_genre_momentum') }}
    union all
    select * from {{ ref('kpi_genre_rating') }}
),

catalogue as (
    select * from {{ ref('kpi_catalogue') }}
),

sources as (
    select * from {{ ref('int_kpi_sources') }}
)

select
    catalogue.kpi_id,
    catalogue.kpi_no,
    catalogue.family,
    catalogue.kpi_name as name,
    measured.basis,
    cast(null as {{ dbt.type_string() }}) as rung,
    cast(null as {{ dbt.type_string() }}) as region,
    measured.headline_member,
    measured.period_start,
    measured.period_end,
    measured.value,
    catalogue.unit,
    measured.numerator,
    measured.denominator,
    measured.n,
    measured.coverage,
    measured.ci_low,
    measured.ci_high,
    catalogue.ci_method,
    measured.prev_value,
    measured.delta,
    catalogue.delta_unit,
    measured.delta_low,
    measured.delta_high,
    measured.delta_is_clear,
    measured.delta_reason_code,
    catalogue.direction,
    case
        when measured.value is null then 'not_available'
        when measured.coverage < 0.80 or sources.is_limited then 'partial'
        else 'available'
    end as status,
    case
        when measured.value is not null then null
        -- its sources are there, and it has no model yet that reads them
        when sources.is_present and measured.kpi_id is null then 'DEPENDS_ON_UNAVAILABLE'
        when sources.is_present then 'MIN_N_NOT_MET'
        else sources.reason_code
    end as reason_code,
    sources.data_nature,
    catalogue.sources,
    sources.as_of_date,
    catalogue.definition_version
from catalogue
inner join sources using (kpi_id)
left join measured using (kpi_id)
