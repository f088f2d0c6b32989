-- Per KPI and basis, what its sources say: loaded or not and why, how real the data is, and the day on which it ends.
with bases as (
    select * from {{ ref('kpi_bases') }}
),

loads as (
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
        max(case when is_limited then 1 else 0 end) as is_limited
    from loads
    group by source
),

-- a basis can say no more than the first of its tables to end; of the tables that stand for one another, the last counts
endings as (
    select
        bases.kpi_id,
        bases.basis,
        case
            when max(bases.ends) = 'last' then max(loads.data_end)
            else min(loads.data_end)
        end as data_end
    from bases
    inner join loads
        on concat(',', bases.tables, ',') like concat('%,', loads.table_name, ',%')
    group by bases.kpi_id, bases.basis
)

select
    bases.kpi_id,
    bases.basis,
    bases.basis_no,
    coalesce(sources.is_present, false) as is_present,
    case when not coalesce(sources.is_present, false) then coalesce(sources.reason_code, 'SOURCE_MISSING') end
        as reason_code,
    case
        when sources.least_nature = sources.greatest_nature then sources.least_nature
        when sources.least_nature is not null then 'mixed'
    end as data_nature,
    bases.source as sources,
    coalesce(sources.is_limited, 0) = 1 as is_limited,
    case when sources.is_present then endings.data_end end as as_of_date
from bases
left join sources on bases.source = sources.source
left join endings on bases.kpi_id = endings.kpi_id and bases.basis = endings.basis
