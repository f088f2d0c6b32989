"""Reading the watch history: sessions, their viewers, and the snapshots of subscribers."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import polars as pl

from oracle.raw import Raw, day, number, text_key

FIRST_DAY, LAST_DAY = date(2010, 1, 1), date(2035, 12, 31)
BANDS = [(18, "13-17"), (25, "18-24"), (35, "25-34"), (45, "35-44"), (55, "45-54"), (65, "55-64")]
ATTRIBUTES = ("plan", "region", "age_band")


@dataclass(frozen=True)
class Snapshot:
    """The subscribers of one day: subscriber, plan, region, start, is_active."""

    day: date
    rows: pl.DataFrame


@dataclass(frozen=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.number, self.days)

    @property
    def days(self) -> int:
        """How many days it has."""
        return monthrange(self.year, self.number)[1]

    def back(self, months: int) -> Month:
        """An earlier month."""
        index = self.year * 12 + self.number - 1 - months
        return Month(index // 12, index % 12 + 1)


def month_of(when: date) -> Month:
    """The month of a day."""
    return Month(when.year, when.month)


def age_band(age: float | None) -> str:
    """The band of an age; what is no person's age is unknown."""
    if age is None or not 13 <= int(age) <= 100:
        return "Unknown"
    return next((name for above, name in BANDS if int(age) < above), "65 and over")


class Watching:
    """The watch history and its subscribers, each once, with the star's keys."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        salts = dict(raw.table("subscriber_salt").iter_rows())
        load = raw.loads.get("netflix_users")
        self._mode = str(load["data_mode"]) if load else ""
        self._salt = salts.get(self._mode, "")

    def _keys(self, ids: pl.Series) -> pl.Series:
        known = {text: text_key("netflix", f"{self._salt}|{text}") for text in ids.drop_nulls().unique()}
        return ids.replace_strict(known, default=None, return_dtype=pl.Int64)

    @cached_property
    def users(self) -> pl.DataFrame:
        """The users of the file: subscriber, plan, region, age_band, start, is_active, created."""
        table = self.raw.table("netflix_users").unique()
        created = pl.col("created_at").str.slice(0, 19).str.to_datetime(strict=False)
        table = table.filter(pl.col("user_id").is_not_null()).with_columns(created.alias("created"))
        table = table.sort("created", descending=True, nulls_last=True).unique("user_id", keep="first")
        flags = {"true": True, "false": False}
        return table.select(
            self._keys(table["user_id"]).alias("subscriber"),
            pl.col("subscription_plan").fill_null("Unknown").alias("plan"),
            pl.Series("region", [self.raw.region_of(name) for name in table["country"]], dtype=pl.String),
            pl.Series(
                "age_band", [age_band(age) for age in table.select(number("age"))["age"]], dtype=pl.String
            ),
            day("subscription_start_date").alias("start"),
            pl.col("is_active").str.to_lowercase().replace_strict(flags, default=None).alias("is_active"),
            "created",
        )

    @cached_property
    def history(self) -> pl.DataFrame:
        """All sessions: session, subscriber, title, day, minutes or null, progress, content_type, runtime."""
        table = self.raw.table("netflix_watch_history").unique().filter(pl.col("session_id").is_not_null())
        assert table["session_id"].is_unique().all()
        movies = self.raw.table("netflix_movies").unique().filter(pl.col("movie_id").is_not_null())
        assert movies["movie_id"].is_unique().all()
        movies = movies.select(
            "movie_id",
            pl.col("content_type").fill_null("Unknown"),
            number("duration_minutes").floor().alias("runtime"),
        )
        titles = {title: key for (source, title), key in self.raw.title_keys.items() if source == "netflix"}
        minutes, progress = number("watch_duration_minutes"), number("progress_percentage")
        return table.join(movies, on="movie_id", how="left").select(
            pl.Series("session", [text_key("netflix", text) for text in table["session_id"]], dtype=pl.Int64),
            self._keys(table["user_id"]).alias("subscriber"),
            pl.col("movie_id").replace_strict(titles, default=None, return_dtype=pl.Int64).alias("title"),
            day("watch_date").alias("day"),
            pl.when(minutes.is_between(0, 24 * 60)).then(minutes).alias("minutes"),
            pl.when(progress.is_between(0, 100)).then(progress).alias("progress"),
            pl.col("content_type").fill_null("Unknown"),
            "runtime",
        )

    @cached_property
    def snapshot_day(self) -> date:
        """The day that users.csv stands for."""
        created = self.users["created"].max()
        return created.date() if created else self.raw.loads["netflix_users"]["snapshot_date"]

    @cached_property
    def as_of(self) -> date:
        """The day on which both users and sessions are there."""
        days = self.history["day"]
        last = days.filter(days <= self.snapshot_day).max()
        return last if isinstance(last, date) else self.snapshot_day

    @cached_property
    def sessions(self) -> pl.DataFrame:
        """The eligible sessions."""
        return self.history.filter(pl.col("day").is_between(FIRST_DAY, min(self.as_of, LAST_DAY)))

    @cached_property
    def frame(self) -> pl.Series:
        """Every subscriber that users or sessions name."""
        named = pl.concat([self.users["subscriber"], self.history["subscriber"].drop_nulls()])
        return named.unique().sort()

    @cached_property
    def viewers(self) -> pl.DataFrame:
        """What is known of each of them: subscriber, plan, region, age_band."""
        attributes = self.frame.to_frame().join(self.users, on="subscriber", how="left")
        return attributes.select("subscriber", *(pl.col(name).fill_null("Unknown") for name in ATTRIBUTES))

    def months(self) -> list[Month]:
        """The complete months, the latest first; the first counts only if sessions begin early in it."""
        earliest = self.sessions["day"].min()
        if earliest is None:
            return []
        assert isinstance(earliest, date)
        latest = (
            month_of(self.as_of) if month_of(self.as_of).last == self.as_of else month_of(self.as_of).back(1)
        )
        first = month_of(earliest) if earliest.day <= 7 else month_of(earliest).back(-1)
        count = (latest.year - first.year) * 12 + latest.number - first.number + 1
        return [latest.back(months) for months in range(max(count, 0))]

    def of_month(self, month: Month) -> pl.DataFrame:
        """The eligible sessions of a month."""
        return self.sessions.filter(pl.col("day").is_between(month.first, month.last))

    def snapshots(self) -> list[Snapshot]:
        """The current snapshot, then the earlier ones, the latest first; those with a row limit stand alone.

        Raw has only the current users.csv: the earlier ones are read from the star's history.
        """
        current = Snapshot(
            self.snapshot_day, self.users.select("subscriber", "plan", "region", "start", "is_active")
        )
        if self.raw.is_limited("netflix_users"):
            return [current]
        history = self.raw.con.sql(f"""
            select
                date_day as day, subscriber_key as subscriber, coalesce(subscription_plan, 'Unknown') as plan,
                country, subscription_start_date as start, is_active
            from core.fact_subscriber_snapshot
            inner join core.dim_date on snapshot_date_key = date_key
            where
                data_mode = '{self._mode}' and date_day < date '{self.snapshot_day}'
                and is_limited is distinct from true
        """).pl()
        regions = pl.Series(
            "region", [self.raw.region_of(name) for name in history["country"]], dtype=pl.String
        )
        history = history.with_columns(regions).select("day", *current.rows.columns)
        days = sorted(history["day"].unique(), reverse=True)
        return [
            current,
            *(Snapshot(when, history.filter(pl.col("day") == when).drop("day")) for when in days),
        ]


def earlier(snapshots: list[Snapshot], than: Snapshot) -> Snapshot | None:
    """The latest snapshot that is at least a week older."""
    return next((taken for taken in snapshots if taken.day <= than.day - timedelta(days=7)), None)


def totals(rows: pl.DataFrame, amount: str, frame: pl.Series) -> np.ndarray:
    """The sum of a column over each of the subscribers in `frame`, 0 for those without."""
    sums = rows.group_by("subscriber").agg(pl.col(amount).sum())
    return frame.to_frame().join(sums, on="subscriber", how="left")[amount].fill_null(0).to_numpy()
