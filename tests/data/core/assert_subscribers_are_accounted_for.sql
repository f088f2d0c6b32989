-- Reconciliation: the users less keyless and repeated rows are today's members of dim_subscriber and the rows of the current
-- snapshot. Those active, those not active and those of whom it is not known are all of them, and few are unknown.
{{ config(meta={'kpi_ids': ['cancellation_rate', 'retention_12m', 'dormant_share']}) }}

with staged as (
    select
        max(table_rows) as staged_rows,
        coalesce(sum(flagged_rows) filter (where flag in ('keyless', 'repeated')), 0) as left_out_rows
    from {{ ref('int_netflix__row_flags') }}
    where table_name = 'netflix_users'
),

members as (
    select
        count(*) as listed_members,
        count(*) filter (where is_active) as active_members,
        count(*) filter (where not is_active) as inactive_members,
        count(*) filter (where is_active is null) as unknown_members
    from {{ ref('dim_subscriber') }}
    where source_system = 'netflix' and not is_inferred and not is_retired
),

current_snapshot as (
    select
        {{ date_key('snapshot_date') }} as snapshot_date_key,
        data_mode
    from {{ ref('int_netflix__snapshot') }}
),

snapshot_rows as (
    select count(*) as snapshot_members
    from {{ ref('fact_subscriber_snapshot') }}
    inner join current_snapshot using (snapshot_date_key, data_mode)
),

counted as (
    select
        staged.*,
        members.*,
        snapshot_rows.*,
        (select count(*) from current_snapshot) as snapshots
    from staged
    cross join members
    cross join snapshot_rows
)

select * from counted
where
    staged_rows - left_out_rows != listed_members
    or active_members + inactive_members + unknown_members != listed_members
    -- with more, a share of those known would say little of all
    or unknown_members > 0.05 * listed_members
    -- rows that no load stands for are in no snapshot
    or snapshots = 1 and snapshot_members != listed_members
