-- QUESTION: How long does a track last on the world-wide Top 200, by the rank at which it enters?
-- READ IT: of the spells that begin in a band of ranks, the weeks after which half are over
--   (`median_weeks`, by Kaplan and Meier's curve, which allows for those that still run), with its 95 %
--   interval. These are slices of the KPI time_on_chart.
-- CAVEATS: a spell is an uninterrupted stay: a track that drops out for a week and comes back has two. The
--   median is null where more than half still run at the end, and where there are too few spells.
-- ANSWER (sample, seed 7, scale 0.002): who enters at `1-10` stays a median of `22` weeks; who enters at
--   `101-200`, `2`.
select
    member as entry_rank,
    n as spells,
    value as median_weeks,
    ci_low as weeks_low,
    ci_high as weeks_high
from {{ ref('mart_kpi_slice') }}
where kpi_id = 'time_on_chart' and basis = 'spotify_weekly' and dimension = 'entry_rank'
order by try_cast(split_part(member, '-', 1) as int)
