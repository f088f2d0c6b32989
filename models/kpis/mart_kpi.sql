-- The fourteen KPIs, one row each, always: what the data cannot say is not_available, with the reason.
with measured as (
    select * from {{ ref('kpi_total_views') }}
    union all
    select * from {{ ref('kpi_total_streams') }}
    union all
    select * from {{ ref('kpi_hit_concentration') }}
    union all
    select * from {{ ref('kpi_watch_hours_per_viewer') }}
    union all
    select * from {{ ref('kpi_completion_rate') }}
    union all
    select * from {{ ref('kpi_time_on_chart') }}
    union all
    select * from {{ ref('kpi_cancellation_rate') }}
    union all
    select * from {{ ref('kpi_retention_12m') }}
    union all
    select * from {{ ref('kpi_dormant_share') }}
    union all
    select * from {{ ref('kpi_genre_popularity_share') }}
    union all
    select * from {{ ref('kpi_genre_momentum') }}
    union all
    select * from {{ ref('kpi_genre_rating') }}
    union all
    select * from {{ ref('kpi_platform_catalogue_share') }}
    union all
    select * from {{ ref('kpi_platform_hhi') }}
),

bases as (
    select
        sources.*,
        bases.rung,
        bases.headline_name,
        bases.ci_method,
        regions.region_name
    from {{ ref('int_kpi_sources') }} as sources
    inner join {{ ref('kpi_bases') }} as bases
        on sources.kpi_id = bases.kpi_id and sources.basis = bases.basis
    left join {{ ref('dim_region') }} as regions
        on regions.iso2 = case bases.region when 'home' then '{{ var("home_region") }}' else bases.region end
),

-- for a KPI without a value: whether any basis has its source, and if none has, why the first has not
offered as (
    select
        kpi_id,
        max(case when is_present then 1 else 0 end) = 1 as is_present,
        min(case when basis_no = 1 then reason_code end) as reason_code,
        case when min(data_nature) != max(data_nature) then 'mixed' else min(data_nature) end as data_nature,
        min(as_of_date) as as_of_date
    from bases
    group by kpi_id
)

select
    catalogue.kpi_id,
    catalogue.kpi_no,
    catalogue.family,
    coalesce(bases.headline_name, catalogue.kpi_name) as name,
    measured.basis,
    bases.rung,
    bases.region_name as region,
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
    coalesce(bases.ci_method, catalogue.ci_method) as ci_method,
    measured.prev_value,
    measured.delta,
    catalogue.delta_unit,
    measured.delta_low,
    measured.delta_high,
    measured.delta_is_clear,
    measured.delta_reason_code,
    catalogue.direction,
    {{ kpi_status('measured.value', 'measured.coverage', 'bases.is_limited', 'measured.is_estimated') }}
        as status,
    case
        when measured.value is not null then null
        when offered.is_present then measured.reason_code
        else offered.reason_code
    end as reason_code,
    case
        when measured.basis is null then offered.data_nature
        when bases.data_nature = 'observed' and measured.is_estimated then 'mixed'
        else bases.data_nature
    end as data_nature,
    coalesce(bases.sources, catalogue.sources) as sources,
    coalesce(bases.as_of_date, offered.as_of_date) as as_of_date,
    catalogue.definition_version
from {{ ref('kpi_catalogue') }} as catalogue
inner join offered using (kpi_id)
left join measured using (kpi_id)
left join bases on measured.kpi_id = bases.kpi_id and measured.basis = bases.basis
