"""KPI 3: how much of the whole the largest titles take."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from oracle.charts import TOP10_CHARTS, WEEK_PLACES, Charts, is_stale
from oracle.raw import Raw
from oracle.results import (
    MIN_N,
    NO_PREVIOUS_PERIOD,
    TOO_FEW_BEFORE,
    Answer,
    Basis,
    Change,
    Headline,
    Interval,
    Measure,
    largest,
)
from oracle.stats import Z, gini, poisson_weights, top_count, top_share
from oracle.views import SESSIONS, STREAMS, TOP10
from oracle.watching import Watching

YEAR = timedelta(days=364)
LORENZ = [*range(0, 100, 5), 99, 100]


def hit_concentration(
    raw: Raw, spotify: Charts | None, top10: Charts | None, watching: Watching | None, missing: str
) -> Answer:
    """KPI 3 on each basis: charts over a year, else sessions."""
    places: dict[str, tuple[pl.DataFrame, date]] = {}
    if spotify:
        places |= {basis: (spotify.world(chart), spotify.spotify_as_of()) for basis, chart in STREAMS.items()}
    if top10:
        places[TOP10] = (top10.world(*TOP10_CHARTS), top10.top10_as_of())
    volumes = {
        basis: _chart_volumes(rows) if _is_fresh(rows, as_of) else "SOURCE_STALE"
        for basis, (rows, as_of) in places.items()
    }
    if watching:
        volumes[SESSIONS] = _session_volumes(watching)
    answer = Answer(
        bases={
            basis: _headline(found) if isinstance(found, Volumes) else found
            for basis, found in volumes.items()
        },
        missing=missing,
    )
    for basis, found in volumes.items():
        if isinstance(found, Volumes) and isinstance(answer.bases[basis], Headline):
            _add_points(answer, basis, found)
            _add_slices(raw, answer, basis, found)
    return answer


class Volumes:
    """Rows with a `volume`, each on a day: start, end, title, volume, is_estimated (and subscriber, unit)."""

    def __init__(self, rows: pl.DataFrame, end: date, first: date, reach: timedelta) -> None:
        self.rows, self.end, self.first, self.reach = rows, end, first, reach

    def window(self, back: int = 0) -> pl.DataFrame:
        """The rows of the 364 days that end `back` times 364 days before the end."""
        end = self.end - back * YEAR
        return self.rows.filter(pl.col("start") > end - YEAR, pl.col("end") <= end)

    def holds(self, back: int) -> bool:
        """Whether the data reach back to the beginning of that window, and half of its charts are there."""
        return self.first <= self.end - back * YEAR - self.reach and self.charted(back) >= 0.5

    def charted(self, back: int = 0) -> float:
        """The share of a window's days that a chart stands for; sessions need not come every day."""
        if "subscriber" in self.rows.columns:
            return 1.0
        charts = self.window(back).select("start", "end").unique("start")
        return ((charts["end"] - charts["start"]).dt.total_days() + 1).sum() / YEAR.days

    def coverage(self, back: int = 0) -> float:
        """The share of a window's sessions, or of the places of a whole year's charts, that have a volume."""
        rows = self.window(back)
        weeks = YEAR.days / 7
        places = rows.height if "subscriber" in rows.columns else weeks * WEEK_PLACES[rows["chart"][0]]
        return min(1.0, rows["volume"].count() / places)

    def of_titles(self, back: int = 0) -> pl.DataFrame:
        """The titles of a window that have a volume: title, volume, rows."""
        rows = pl.col("volume").count().alias("rows")
        titles = self.window(back).group_by("title").agg(pl.col("volume").sum(), rows)
        return titles.filter(pl.col("volume") > 0).sort("title")

    def interval(self, back: int = 0) -> Interval:
        """From the bootstrap over subscribers; charts are complete counts and have none."""
        if "subscriber" not in self.rows.columns:
            return None, None
        value = top_share(self.of_titles(back)["volume"], 1)
        margin = Z * float(np.std([top_share(draw, 1) for draw in self._draws(back)], ddof=1))
        return max(0.0, value - margin), min(1.0, value + margin)

    def _draws(self, back: int) -> list[np.ndarray]:
        """The volumes of the titles in each replicate, those that drop out left out."""
        rows = self.window(back).filter(pl.col("volume").is_not_null())
        table = rows.pivot("title", index="unit", values="volume", aggregate_function="sum").sort("unit")
        amounts = table.drop("unit").fill_null(0.0).to_numpy()
        volumes = poisson_weights(tuple(table["unit"])).T @ amounts
        return [draw[draw > 0] for draw in volumes]

    def measure(self, back: int = 0) -> Measure:
        """The share of the largest 1 % of titles."""
        volumes = np.sort(self.of_titles(back)["volume"].to_numpy())
        top = float(volumes[len(volumes) - top_count(len(volumes), 1) :].sum())
        return Measure(
            value=top / float(volumes.sum()),
            n=len(volumes),
            interval=self.interval(back),
            numerator=top,
            denominator=float(volumes.sum()),
        )


def _is_fresh(rows: pl.DataFrame, as_of: date) -> bool:
    return rows.is_empty() or not is_stale(rows["end"].max(), as_of)


def _chart_volumes(rows: pl.DataFrame) -> Volumes | str:
    if rows.is_empty():
        return "WINDOW_TOO_SHORT"
    rows = rows.with_columns(volume=pl.col("estimate"))
    volumes = Volumes(rows, rows["end"].max(), rows["start"].min(), timedelta(days=363))
    return volumes if volumes.holds(0) else "WINDOW_TOO_SHORT"


def _session_volumes(watching: Watching) -> Volumes | str:
    if watching.sessions.is_empty():
        return "WINDOW_TOO_SHORT"
    rows = watching.sessions.with_columns(
        # what stands for a subscriber and hangs on no salt
        unit=pl.col("session").min().over("subscriber"),
        start=pl.col("day"),
        end=pl.col("day"),
        is_estimated=False,
        volume=pl.when(pl.all_horizontal(pl.col("subscriber", "title").is_not_null())).then("minutes"),
    )
    first = watching.sessions["day"].min()
    volumes = Volumes(rows, watching.as_of, first, timedelta(days=357))
    return volumes if volumes.holds(0) else "WINDOW_TOO_SHORT"


def _headline(volumes: Volumes) -> Basis:
    window = volumes.window()
    if volumes.of_titles().height < MIN_N:
        return "MIN_N_NOT_MET"
    return Headline(
        measure=volumes.measure(),
        period=(volumes.end - YEAR + timedelta(days=1), volumes.end),
        coverage=volumes.coverage(),
        change=_change(volumes),
        is_estimated=bool(window["is_estimated"].any()),
    )


def _change(volumes: Volumes) -> Change:
    if not volumes.holds(1):
        return NO_PREVIOUS_PERIOD
    if volumes.of_titles(1).height < MIN_N:
        return TOO_FEW_BEFORE
    later, before = (top_share(volumes.of_titles(back)["volume"], 1) for back in (0, 1))
    return Change(previous=before, delta=later - before)


def _add_points(answer: Answer, basis: str, volumes: Volumes) -> None:
    back = 0
    while volumes.holds(back):
        if volumes.of_titles(back).height >= MIN_N:
            end = volumes.end - back * YEAR
            period = (end - YEAR + timedelta(days=1), end)
            is_estimated = bool(volumes.window(back)["is_estimated"].any())
            answer.point(
                basis, period, volumes.measure(back), volumes.coverage(back), is_estimated=is_estimated
            )
        back += 1


def _add_slices(raw: Raw, answer: Answer, basis: str, volumes: Volumes) -> None:
    titles = volumes.of_titles()
    ranked, n = np.sort(titles["volume"].to_numpy()), titles.height
    total = float(ranked.sum())
    answer.add(basis, "measure", "gini", Measure(value=gini(ranked), n=n))
    answer.add(basis, "measure", "top_10_percent", Measure(value=top_share(ranked, 10), n=n))
    for per_cent in LORENZ:
        part = float(ranked[: n * per_cent // 100].sum())
        answer.add(basis, "lorenz", f"{per_cent:03d}", Measure(value=part / total, n=n))
    sizes = {title: (volume, rows) for title, volume, rows in titles.iter_rows()}
    for place, title in enumerate(largest([(volume, title) for title, (volume, _) in sizes.items()], 10), 1):
        volume, rows = sizes[title]
        measure = Measure(value=volume / total, n=rows, numerator=volume, denominator=total)
        answer.add(basis, "title", f"{place:02d}|{raw.title_names[title]}", measure)
