"""Subscribers with their snapshots and watch sessions: the KPIs of the watch history and of churn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from .world import CURRENT, Case, calendar, date_key, headline, loads

_FIRST, _LAST = date(2025, 1, 1), date(2026, 2, 28)
_SNAPSHOTS = (date(2025, 12, 20), date(2026, 1, 25), _LAST)
_DAYS = (_LAST - _FIRST).days + 1
_FEBRUARY, _JANUARY = ((date(2026, 2, 1), _LAST), (date(2026, 1, 1), date(2026, 1, 31)))
_POPULATION = 40_000
_TITLES = 300
_TASTES = 5
_NO_TITLE = -1
_SESSIONS = "watch_sessions"


class Watching:
    """A population of subscribers, each draw a sample of them with all that they watched."""

    name = "watching"
    # of eleven right intervals, 1,000 draws would find one too wide or too narrow once in 25 runs
    draws = 2_000
    subscribers = 1_500  # in a draw
    days = _DAYS  # of sessions, up to the last

    def __init__(self, random: np.random.Generator) -> None:
        """Make the population and work out its truths."""
        self._subscribers = _subscribers(random)
        self._titles = _titles(random)
        since = _key(_LAST - timedelta(days=self.days - 1))
        sessions = _sessions(random, self._subscribers, self._titles)
        self._sessions = sessions.filter(pl.col("date_key") >= since)
        self._snapshots = _snapshots(random, self._subscribers)
        self._first_session = np.searchsorted(self._sessions["unit"], np.arange(_POPULATION + 1))
        ends = loads({"netflix_users": "netflix", "netflix_watch_history": "netflix"}, _LAST)
        self.fixed = {
            "dim_date": calendar(_FIRST - timedelta(days=31), _LAST),
            "dim_region": pl.DataFrame({"region_key": [1], "iso2": ["US"], "region_name": ["United States"]}),
            "dim_title": self._titles.select("title_key", "runtime_minutes"),
            "fact_source_load": ends,
        }
        self.cases = self._cases()

    @property
    def sentence(self) -> str:
        """What is simulated."""
        return (
            f"{self.subscribers:,} subscribers drawn from {_POPULATION:,}, each with an appetite, a taste, a "
            f"patience and a risk to cancel of their own (gamma, normal, log-normal); {self.days} days of "
            f"sessions, 1.6 in 30 days on average; {_TITLES} titles, popular by Zipf and Mandelbrot's law"
        )

    def draw(self, random: np.random.Generator) -> dict[str, pl.DataFrame]:
        """A sample of subscribers with replacement; every time that one is drawn it has another key."""
        unit = random.integers(0, _POPULATION, self.subscribers)
        key = random.integers(1, 1 << 40) + np.arange(self.subscribers) * 7
        counts = np.diff(self._first_session)[unit]
        starts = np.cumsum(counts) - counts
        row = np.arange(counts.sum()) - np.repeat(starts - self._first_session[unit], counts)
        sessions = (
            self._sessions[row]
            .drop("unit")
            .with_columns(
                subscriber_key=pl.Series(np.repeat(key, counts)),
                # other keys in every draw, since the weights of a bootstrap are made from them
                session_key=pl.int_range(len(row), eager=True) + key[0],
            )
        )
        drawn = pl.DataFrame({"unit": unit, "subscriber_key": key})
        snapshots = self._snapshots.join(drawn, on="unit").drop("unit")
        listed = snapshots.filter(pl.col("snapshot_date_key") == _key(_LAST))["subscriber_key"]
        subscribers = drawn.select("subscriber_key").with_columns(
            source_system=pl.lit("netflix"),
            region_key=pl.lit(1),
            subscription_plan=pl.lit("Basic"),
            is_retired=~pl.col("subscriber_key").is_in(listed.implode()),
        )
        return {
            "dim_subscriber": subscribers,
            "fact_watch_session": sessions,
            "fact_subscriber_snapshot": snapshots,
        }

    def _cases(self) -> tuple[Case, ...]:
        return *self._session_cases(), *self._churn_cases()

    def _months(self) -> list[pl.DataFrame]:
        """The sessions of the last month and of the one before, with their titles."""
        sessions = self._sessions.join(self._titles, on="title_key", how="left")
        return [
            sessions.filter(pl.col("date_key").is_between(*map(_key, month)))
            for month in (_FEBRUARY, _JANUARY)
        ]

    def _session_cases(self) -> list[Case]:
        """What the KPIs of the sessions would say if every subscriber were in the sample."""
        months = self._months()
        hours = [
            watched["watch_minutes"].sum() / 60 / watched["unit"].n_unique()
            for watched in (month.drop_nulls("watch_minutes") for month in months)
        ]
        completed = [_completion_rate(month) for month in months]
        return [
            headline("watch_hours_per_viewer", _SESSIONS, "value", hours[0]),
            headline("watch_hours_per_viewer", _SESSIONS, "delta", hours[0] - hours[1]),
            headline("completion_rate", _SESSIONS, "value", completed[0]),
            headline("completion_rate", _SESSIONS, "delta", completed[0] - completed[1]),
        ]

    def _churn_cases(self) -> list[Case]:
        """What the KPIs of the snapshots would say of the whole population."""
        before, earlier, last = (
            self._snapshots.filter(pl.col("snapshot_date_key") == _key(day)).drop("snapshot_date_key")
            for day in _SNAPSHOTS
        )
        monthly = [_cancellation(*pair, days) for *pair, days in ((earlier, last, 34), (before, earlier, 36))]
        retained = [_retained(snapshot, day) for snapshot, day in ((last, _LAST), (earlier, _SNAPSHOTS[1]))]
        dormant = [
            self._dormant(snapshot, day) for snapshot, day in ((last, _LAST), (earlier, _SNAPSHOTS[1]))
        ]
        to_date = Case(
            "cancellation_rate", "one_snapshot", "value",
            1 - float(last["is_active"].mean()),
            ("kpi_cancellation_rate__slices",),
            "select ci_low, ci_high from kpis.kpi_cancellation_rate__slices "
            "where dimension = 'basis' and member = 'one_snapshot'",
        )  # fmt: skip
        return [
            headline("cancellation_rate", "two_snapshots", "value", monthly[0]),
            headline("cancellation_rate", "two_snapshots", "delta", monthly[0] - monthly[1]),
            to_date,
            headline("retention_12m", "one_snapshot", "value", retained[0]),
            headline("retention_12m", "one_snapshot", "delta", retained[0] - retained[1]),
            headline("dormant_share", "active_subscribers", "value", dormant[0]),
            headline("dormant_share", "active_subscribers", "delta", dormant[0] - dormant[1]),
        ]

    def _dormant(self, snapshot: pl.DataFrame, day: date) -> float:
        """The share of the active that did not watch in the 30 days up to a day."""
        recent = self._sessions.filter(
            pl.col("date_key").is_between(_key(day - timedelta(days=29)), _key(day))
        )["unit"].unique()
        active = snapshot.filter("is_active")["unit"]
        return 1 - float(active.is_in(recent.implode()).mean())


class Volumes(Watching):
    """Fewer of the same subscribers, for the KPIs whose SQL weighs each of them 200 times."""

    name = "volumes"
    draws = 1_000
    subscribers = 600
    days = 364

    def _cases(self) -> tuple[Case, ...]:
        """The views that as many subscribers are expected to have, and the share of the top titles."""
        views = [
            self.subscribers * (month["watch_minutes"] / month["runtime_minutes"]).sum() / _POPULATION
            for month in self._months()
        ]
        return (
            headline("total_views", _SESSIONS, "value", views[0]),
            headline("total_views", _SESSIONS, "delta", views[0] / 28 - views[1] / 31),
            headline("hit_concentration", _SESSIONS, "value", self._top_share(100)),
            _unpublished("gini", "gini", self._gini()),
            _unpublished("top_10_percent", "top_10_volume / volume", self._top_share(10)),
        )

    def _volumes(self) -> np.ndarray:
        """The minutes of each title, the least first."""
        return (
            self._sessions.filter(pl.col("title_key") != _NO_TITLE)
            .group_by("title_key")
            .agg(pl.col("watch_minutes").sum())["watch_minutes"]
            .sort()
            .to_numpy()
        )

    def _top_share(self, parts: int) -> float:
        """The share of the minutes that the top one of so many parts of the titles has."""
        volumes = self._volumes()
        top = -(-len(volumes) // parts)
        return float(volumes[-top:].sum() / volumes.sum())

    def _gini(self) -> float:
        """The Gini coefficient of the titles' minutes."""
        volumes = self._volumes()
        titles = len(volumes)
        return float((2 * np.arange(1, titles + 1) - titles - 1) @ volumes / (titles * volumes.sum()))


def _unpublished(quantity: str, measure: str, truth: float) -> Case:
    """The interval that the bootstrap of hit_concentration would give a figure that stands beside it."""
    sql = f"""
    select value - 1.959963984540054 * se, value + 1.959963984540054 * se
    from (
        select
            max(case when replicate = 0 then {measure} end) as value,
            stddev_samp(case when replicate > 0 then {measure} end) as se
        from kpis.int_hit_draws
        where basis = '{_SESSIONS}' and periods_back = 0
    ) as bootstrap
    """
    reason = "chance makes a sample look more unequal than it is, so draws around it say nothing of the truth"
    case = Case("hit_concentration", _SESSIONS, quantity, truth, ("int_hit_draws",), sql)
    return replace(case, reason=reason, is_published=False)


def _key(day: date) -> int:
    return int(day.strftime("%Y%m%d"))


def _subscribers(random: np.random.Generator) -> pl.DataFrame:
    """A row a unit: habits, and its first and last day after _FIRST; one from _DAYS on is still to come."""
    activity = random.gamma(0.8, 1 / 0.8, _POPULATION)
    start = _DAYS - 1 - random.integers(0, 1_200, _POPULATION)
    # 2 % a month at the median, less for those who watch much
    risk = 0.02 / 30 * np.exp(random.normal(0, 0.5, _POPULATION)) * (0.3 + activity) ** -0.3
    stops = np.where(random.random(_POPULATION) < 0.15, random.integers(150, _DAYS, _POPULATION), _DAYS)
    return pl.DataFrame(
        {
            "start": start,
            "end": start + np.ceil(random.exponential(1 / risk)).astype(int),
            "stops_watching": stops,
            "activity": activity,
            "pace": 0.7 * np.exp(random.normal(0, 0.35, _POPULATION)),
            "patience": random.normal(-0.5, 1.2, _POPULATION),
            "taste": random.integers(0, _TASTES, _POPULATION),
            "is_removed": random.random(_POPULATION) < 0.3,
        }
    )


def _titles(random: np.random.Generator) -> pl.DataFrame:
    """A row a title, the most popular first, and the Unknown one; one in twenty has no known running time."""
    runtime = random.integers(20, 181, _TITLES)
    known = random.random(_TITLES) < 0.95
    titles = pl.DataFrame(
        {
            "title_key": np.arange(_TITLES) + 1,
            "runtime_minutes": [int(r) if k else None for r, k in zip(runtime, known, strict=True)],
            "minutes": runtime,
            "weight": 1 / (np.arange(_TITLES) + 3),
            "appeal": random.normal(0, 0.5, _TITLES),
        }
    )
    return pl.concat([titles, pl.DataFrame({"title_key": [_NO_TITLE]})], how="diagonal")


def _sessions(random: np.random.Generator, subscribers: pl.DataFrame, titles: pl.DataFrame) -> pl.DataFrame:
    """A row a session in order of the unit, with columns of the fact."""
    february = _DAYS - 28
    count = random.poisson(subscribers["activity"].to_numpy() * 1.6 / 30 * 1.15 * _DAYS)
    unit = np.repeat(np.arange(_POPULATION), count)
    day = random.integers(0, _DAYS, len(unit))
    who = subscribers[unit]
    # in the last month they watch 15 % more than before
    kept = (random.random(len(unit)) < np.where(day >= february, 1, 1 / 1.15)) & (
        who.select(
            (pl.col("start") <= day) & (pl.col("end") > day) & (pl.col("stops_watching") > day)
        ).to_series().to_numpy()
    )  # fmt: skip
    unit, day, who = unit[kept], day[kept], who.filter(kept)
    title = _chosen(random, who["taste"].to_numpy(), titles["weight"].to_numpy()[:_TITLES])
    minutes = (
        titles["minutes"].to_numpy()[title]
        * who["pace"].to_numpy()
        * np.exp(random.normal(0, 0.4, len(unit)))
    )
    odds = np.exp(who["patience"].to_numpy() + titles["appeal"].to_numpy()[title])
    is_completed = random.random(len(unit)) < odds / (1 + odds)
    progress = np.where(is_completed, random.uniform(90, 100, len(unit)), random.uniform(0, 90, len(unit)))
    drawn = pl.DataFrame(
        {
            "unit": unit,
            "day": day,
            "title_key": np.where(random.random(len(unit)) < 0.99, title + 1, _NO_TITLE),
            "watch_minutes": np.where(random.random(len(unit)) < 0.90, minutes, np.nan),
            "progress_pct": np.where(random.random(len(unit)) < 0.92, progress, np.nan),
        }
    )
    return drawn.fill_nan(None).select(
        pl.exclude("day"),
        date_key=date_key(pl.lit(_FIRST) + pl.duration(days="day")),
        source_system=pl.lit("netflix"),
        is_longer_than_day=pl.lit(False),
    )


def _chosen(random: np.random.Generator, taste: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """A title a session: by popularity, and two times in five among the viewer's own fifth of the titles."""
    title = random.choice(len(weight), size=len(taste), p=weight / weight.sum())
    for own in range(_TASTES):
        mine = (taste == own) & (random.random(len(taste)) < 0.4)
        its = np.arange(own, len(weight), _TASTES)
        title[mine] = random.choice(its, size=mine.sum(), p=weight[its] / weight[its].sum())
    return title


def _snapshots(random: np.random.Generator, subscribers: pl.DataFrame) -> pl.DataFrame:
    """A row a unit and snapshot that lists it: not 30 % of the cancelled; 2 % of the states are unknown."""
    every = []
    for snapshot in _SNAPSHOTS:
        day = (snapshot - _FIRST).days
        is_active = pl.col("end") > day
        every.append(
            subscribers.with_row_index("unit")
            .with_columns(
                pl.col("unit").cast(pl.Int64), is_known=pl.Series(random.random(len(subscribers)) < 0.98)
            )
            .filter(pl.col("start") <= day, is_active | ~pl.col("is_removed"))
            .select(
                "unit",
                is_active=pl.when("is_known").then(is_active),
                subscription_start_date=pl.lit(_FIRST) + pl.duration(days="start"),
                subscription_plan=pl.lit("Basic"),
                region_key=pl.lit(1),
                snapshot_date_key=pl.lit(_key(snapshot)),
                data_mode=pl.lit(CURRENT),
                is_limited=pl.lit(False),
            )
        )
    return pl.concat(every)


def _completion_rate(month: pl.DataFrame) -> float:
    """The share of (viewer, title) pairs that reached 90 %."""
    pairs = month.filter(pl.col("title_key") != _NO_TITLE, pl.col("progress_pct").is_not_null())
    best = pairs.group_by("unit", "title_key").agg(pl.col("progress_pct").max())
    return float((best["progress_pct"] >= 90).mean())


def _cancellation(earlier: pl.DataFrame, later: pl.DataFrame, days: int) -> float:
    """The share of the active that cancelled, scaled to 30 days; who is not listed any more has cancelled."""
    both = earlier.filter("is_active").join(
        later.select("unit", then="is_active", is_listed=pl.lit(True)), on="unit", how="left"
    )
    known = both.filter(pl.col("then").is_not_null() | pl.col("is_listed").is_null())
    share = 1 - float(known["then"].fill_null(False).mean())
    return 1 - (1 - share) ** (30 / days)


def _retained(snapshot: pl.DataFrame, day: date) -> float:
    """The share still active of those who began 335 to 395 days before."""
    tenure = (pl.lit(day) - pl.col("subscription_start_date")).dt.total_days()
    return float(snapshot.filter(tenure.is_between(335, 395))["is_active"].drop_nulls().mean())
