"""KPI 6: how long tracks stay on the global Top 200."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import polars as pl

from oracle.charts import Charts, is_stale
from oracle.results import MIN_N, Answer, Basis, Headline, Measure, unavailable
from oracle.stats import Curve, kaplan_meier
from oracle.views import STREAMS

STEPS = {"spotify_weekly": timedelta(days=7), "spotify_daily": timedelta(days=1)}


def time_on_chart(charts: Charts | None, missing: str) -> Answer:
    """KPI 6 on weekly charts, else on daily ones."""
    if charts is None:
        return unavailable(missing)
    spells = {basis: spells_of(charts, basis) for basis in STREAMS}
    answer = Answer(
        bases={basis: _headline(charts, basis, spells[basis]) for basis in STREAMS}, missing=missing
    )
    if answer.basis and answer.headline:
        found = answer.headline
        answer.point(answer.basis, found.period, found.measure, found.coverage)
    for basis, found in answer.bases.items():
        if isinstance(found, Headline):
            _slices(answer, basis, spells[basis])
    return answer


def _dates(charts: Charts, basis: str) -> list[date]:
    return sorted(charts.world(STREAMS[basis])["start"].unique())


def spells_of(charts: Charts, basis: str) -> pl.DataFrame:
    """The spells that began on a chart we could see: began, rank, length, ended."""
    runs: list[list[date]] = []
    for when in _dates(charts, basis):
        if not runs or when - runs[-1][-1] != STEPS[basis]:
            runs.append([])
        runs[-1].append(when)
    listed = {
        when: dict(rows.select("title", "rank").iter_rows())
        for (when,), rows in charts.world(STREAMS[basis]).group_by("start")
    }
    spells = []
    for run in runs:
        running: dict[int, int] = {}
        for place, when in enumerate(run):
            spells += [(run[at], listed[run[at]][title], place - at, 1, at)
                       for title, at in running.items() if title not in listed[when]]  # fmt: skip
            running = {title: running.get(title, place) for title in listed[when]}
        spells += [(run[at], listed[run[at]][title], len(run) - at, 0, at) for title, at in running.items()]
    columns = {"began": pl.Date, "rank": pl.Int64, "length": pl.Int64, "ended": pl.Int64, "place": pl.Int64}
    return pl.DataFrame(spells, schema=columns, orient="row").filter(pl.col("place") > 0)


def median_length(spells: pl.DataFrame) -> Measure:
    """After how many charts half of the spells are over; the value is null where half never are."""
    value, low, high = curve_of(spells).median()
    return Measure(value=value, n=spells.height, interval=(low, high))


def curve_of(spells: pl.DataFrame) -> Curve:
    """The survival of spells."""
    return kaplan_meier(spells["length"], spells["ended"])


def _headline(charts: Charts, basis: str, spells: pl.DataFrame) -> Basis:
    days, step = _dates(charts, basis), STEPS[basis]
    last = charts.world(STREAMS[basis])["end"].max()
    if last is not None and is_stale(last, charts.spotify_as_of()):
        return "SOURCE_STALE"
    if len(days) < 3:
        return "WINDOW_TOO_SHORT"
    if spells.height < MIN_N:
        return "MIN_N_NOT_MET"
    measure = median_length(spells)
    if measure.value is None:
        return "MEDIAN_NOT_REACHED"
    return Headline(
        measure=measure,
        period=(days[0], days[-1] + step - timedelta(days=1)),
        coverage=len(days) / ((days[-1] - days[0]) / step + 1),
    )


def rank_band(rank: int) -> str:
    """The band of the rank with which a spell began."""
    return next(
        (name for top, name in ((10, "1-10"), (50, "11-50"), (100, "51-100")) if rank <= top), "101-200"
    )


def _slices(answer: Answer, basis: str, spells: pl.DataFrame) -> None:
    curve = curve_of(spells)
    for row in zip(curve.times, curve.survival, curve.low, curve.high, curve.at_risk, strict=True):
        length, share, low, high, at_risk = map(float, row)
        answer.add(
            basis,
            "survival",
            f"{int(length):04d}",
            Measure(value=share, n=int(at_risk), interval=(low, high)),
        )
    splits: dict[str, Callable[[dict], str]] = {
        "entry_rank": lambda spell: rank_band(spell["rank"]),
        "entry_year": lambda spell: str(spell["began"].year),
    }
    for dimension, member in splits.items():
        members = pl.Series("member", [member(spell) for spell in spells.iter_rows(named=True)])
        parts = {
            name: median_length(part) for (name,), part in spells.with_columns(members).group_by("member")
        }
        answer.add_rates(basis, dimension, parts)
