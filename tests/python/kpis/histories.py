"""Warehouses made from the sample: one with gaps and a past, and situations in which a single rule decides.

The gaps are unknown states, plans, countries and platforms; the past are earlier snapshots of subscribers,
ratings and offers, some of which were loaded with a row limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
from replay import Replay

GAPS = {
    "netflix_users": """
        update raw.netflix_users set
            is_active = case when right(user_id, 2) not in ('07', '49') then is_active end,
            subscription_plan = case when right(user_id, 2) not in ('13', '49') then subscription_plan end,
            subscription_start_date = case
                when right(user_id, 2) = '21' then null
                -- of the longest tenure there are too few to show
                when subscription_start_date < '2024-01-01' then null
                when right(user_id, 2) = '22' then '2027-01-01'
                else subscription_start_date
            end,
            country = case when right(user_id, 2) = '35' then 'Atlantis' else country end
    """,
    "netflix_watch_history": """
        update raw.netflix_watch_history set
            user_id = case when right(session_id, 2) != '11' then user_id end,
            movie_id = case when right(session_id, 2) != '23' then movie_id end,
            watch_date = case when right(session_id, 2) != '31' then watch_date end
    """,
    "netflix_movies": "update raw.netflix_movies set content_type = null where right(movie_id, 1) = '9'",
    # offers that name no platform, and some of a platform that no list knows
    "tmdb_offers": """
        update raw.tmdb_offers set payload = replace(
            payload, '"flatrate":[',
            case tmdb_id % 4
                when 0 then '"flatrate":[{"provider_id":null,"provider_name":"Nobody"},'
                when 1 then '"flatrate":[{"provider_id":777001,"provider_name":"Brook Plus with Ads"},'
                else '"flatrate":['
            end
        )
    """,
}
"""Raw table → what makes its gaps."""


def earlier_subscribers(*days: str) -> str:
    """SQL that adds earlier snapshots of the sample's subscribers."""
    back = {day: (date(2026, 2, 28) - date.fromisoformat(day)).days for day in days}
    return f"""
insert into core.fact_subscriber_snapshot
with days (day, days_back) as (values {", ".join(f"(date '{day}', {n})" for day, n in back.items())}),
current as (select *, subscriber_key % 97 as die from core.fact_subscriber_snapshot)
select
    subscriber_key, region_key,
    case when die < 9 then 'Basic' else subscription_plan end as subscription_plan,
    subscription_start_date,
    -- who is lost by now was mostly there, and a few came back
    case
        when die = 50 then null
        when die = 51 then false
        else is_active or die % 5 < days_back / 20
    end as is_active,
    country, age_band, year(day) * 10000 + month(day) * 100 + day(day), data_mode, is_limited
from current cross join days
where subscription_start_date <= day and die != 20
union all
-- who is no longer listed
select
    subscriber_key + 1, region_key, subscription_plan, subscription_start_date, true, country, age_band,
    year(day) * 10000 + month(day) * 100 + day(day), data_mode, is_limited
from current cross join days
where die in (3, 4) and days_back > 10
"""


RATINGS = """
insert into core.fact_ratings by name
with days (day, days_back) as (values (date '2026-02-01', 28), (date '2025-11-03', 118)),
earlier as (
    select
        title_key, source_system, data_mode, is_limited, days_back,
        year(day) * 10000 + month(day) * 100 + day(day) as snapshot_date_key,
        greatest(avg_rating - title_key % 5 * days_back / 400, 1.0) as avg_rating,
        cast(floor(num_votes * (1 - days_back / 1000)) as bigint) as num_votes
    from core.fact_ratings cross join days
    where title_key % 11 != 0 or days_back < 100
),
means as (
    select snapshot_date_key, sum(avg_rating * num_votes) / sum(num_votes) as mean
    from earlier
    inner join core.dim_title using (title_key)
    where title_type in ('movie', 'tvMovie', 'tvSeries', 'tvMiniSeries') and not coalesce(is_adult, false)
    group by snapshot_date_key
)
select
    earlier.* exclude (days_back),
    (num_votes * avg_rating + 1000 * mean) / (num_votes + 1000) as weighted_rating
from earlier inner join means using (snapshot_date_key)
"""

OFFERS = """
insert into raw.tmdb_offers by name
select o.* replace (o.snapshot_date - days.back as snapshot_date)
from raw.tmdb_offers as o cross join (values (31), (66)) as days (back)
where (o.tmdb_id + length(o.region) * 3) % days.back > 4
"""

TRIALS = [
    """
    insert into core.fact_subscriber_snapshot
    select * replace (20260214 as snapshot_date_key, true as is_active, true as is_limited)
    from core.fact_subscriber_snapshot where snapshot_date_key = 20260228 and subscriber_key % 3 = 0
    """,
    """
    insert into core.fact_ratings by name
    select * replace (
        20260215 as snapshot_date_key, greatest(avg_rating - 1, 1.0) as avg_rating, true as is_limited
    )
    from core.fact_ratings where snapshot_date_key = 20260301 and title_key % 3 = 0
    """,
    """
    insert into raw.tmdb_offers by name
    select * replace (snapshot_date - 10 as snapshot_date) from raw.tmdb_offers
    where snapshot_date = date '2026-03-01' and tmdb_id % 3 = 0
    """,
    """
    insert into raw.load_log by name
    select * replace (
        'trial' as run_id, 'ROW_LIMIT' as reason_code, snapshot_date - 10 as snapshot_date,
        finished_at - interval 10 days as finished_at
    )
    from raw.load_log where table_name = 'tmdb_movies' and status = 'loaded'
    """,
]
"""Loads with a row limit, the latest before the current ones: what is compared with them is wrong."""

CHANGED = ["fact_subscriber_snapshot", "fact_ratings", "tmdb_offers"]


@dataclass(frozen=True)
class Situation:
    """What is done to raw tables, then to the star; and what mart_kpi must then say: kpi_id → columns."""

    raw: Mapping[str, str]
    told: Mapping[str, Mapping[str, Any]]
    star: list[str] = field(default_factory=list)

    def bring_about(self, replay: Replay, con: duckdb.DuckDBPyConnection) -> None:
        """Alter a copy of the sample, and build what depends on it."""
        _run(con, self.raw.values())
        kpis = set(replay.kpis())
        replay.run(con, [model for model in replay.after(self.raw) if model not in kpis])
        _run(con, self.star)
        replay.run(con, {*replay.after(CHANGED), *kpis})


def give_gaps_and_a_past(replay: Replay, con: duckdb.DuckDBPyConnection) -> None:
    """Make the gaps, add the earlier snapshots, and build what depends on them."""
    subscribers = earlier_subscribers("2026-01-20", "2025-12-01", "2026-02-24")
    Situation(GAPS, {}, [subscribers, RATINGS, OFFERS, *TRIALS]).bring_about(replay, con)


UNTIL_10_FEBRUARY = {
    "netflix_watch_history": "delete from raw.netflix_watch_history where watch_date > '2026-02-10'"
}
SITUATIONS = {
    "the current snapshot says nobody's state": Situation(
        raw={"netflix_users": "update raw.netflix_users set is_active = null"},
        star=[earlier_subscribers("2026-01-20")],
        told={
            "cancellation_rate": {"reason_code": "FIELD_ABSENT"},
            "retention_12m": {"reason_code": "FIELD_ABSENT"},
            "dormant_share": {"reason_code": "FIELD_ABSENT"},
        },
    ),
    "two sources are loaded with a row limit": Situation(
        raw={
            "load_log": """
                update raw.load_log set reason_code = 'ROW_LIMIT'
                where status = 'loaded' and source in ('netflix', 'spotify')
            """
        },
        told={
            "total_views": {"status": "available"},
            "total_streams": {"status": "partial"},
            "watch_hours_per_viewer": {"status": "partial"},
            "retention_12m": {"status": "partial"},
        },
    ),
    "of late no weekly chart, and of the daily ones no whole week": Situation(
        raw={
            "spotify_charts_current": """
                delete from raw.spotify_charts_current
                where
                    region = 'global' and chart_date > '2026-01-15'
                    and (chart = 'regional-weekly' or chart_date = '2026-02-25')
            """,
            "spotify_charts_daily": """
                delete from raw.spotify_charts_daily
                where country = 'global' and date > '2026-01-15' and dayofweek(date::date) = 3
            """,
        },
        told={
            "total_streams": {"reason_code": "SOURCE_STALE", "as_of_date": date(2026, 2, 26)},
            "time_on_chart": {"basis": "spotify_daily", "period_end": date(2026, 2, 26)},
        },
    ),
    "the only earlier snapshot comes after the last session": Situation(
        raw=UNTIL_10_FEBRUARY,
        star=[earlier_subscribers("2026-02-12")],
        told={
            "dormant_share": {"delta_reason_code": "NO_PREVIOUS_PERIOD", "as_of_date": date(2026, 2, 10)},
            "retention_12m": {"delta_reason_code": None, "as_of_date": date(2026, 2, 28)},
        },
    ),
    "of two earlier snapshots one comes after the last session": Situation(
        raw=UNTIL_10_FEBRUARY,
        star=[earlier_subscribers("2026-02-12", "2026-01-20")],
        told={"dormant_share": {"delta_reason_code": None, "period_end": date(2026, 2, 10)}},
    ),
    "the home region has few titles, the last year none": Situation(
        raw={
            "tmdb_offers": "delete from raw.tmdb_offers where region = 'US' and tmdb_id % 20 > 0",
            "imdb_title_ratings": """
                delete from raw.imdb_title_ratings
                where tconst in (select tconst from raw.imdb_title_basics where startYear = '2025')
            """,
        },
        told={
            "platform_catalogue_share": {"reason_code": "MIN_N_NOT_MET"},
            "platform_hhi": {"reason_code": "DEPENDS_ON_UNAVAILABLE"},
            "genre_popularity_share": {"reason_code": "MIN_N_NOT_MET"},
        },
    ),
}
"""Rules that the sample, its gaps and its past leave alone."""


def _run(con: duckdb.DuckDBPyConnection, statements: Iterable[str]) -> None:
    for statement in statements:
        con.execute(statement)
