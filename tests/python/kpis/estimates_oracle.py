"""The ladder of fact_streaming's estimates, written from its definition and not from the SQL.

One chart is an array: its ranks, and the published figures at them, nan where there is none.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

import duckdb
import numpy as np
import polars as pl

LIMITS = {"loglog_interp": 0.02, "lag_profile": 0.08, "hours_over_runtime": 0.08}
LATEST, MIN_N = 52, 30
VIEWS_SINCE = date(2023, 6, 18)
_HIDDEN = [*range(3, 8), *range(11, 16), *range(21, 30), *range(41, 60), *range(81, 120), *range(161, 200)]

Key = tuple[str, str, date]
"""Chart, region and the first day of the chart's period."""


@dataclass(frozen=True)
class Chart:
    """The places of one chart, best first."""

    ranks: np.ndarray
    figures: np.ndarray
    unit: str

    @property
    def is_empty(self) -> bool:
        """Nothing is published."""
        return bool(np.isnan(self.figures).all())


@dataclass
class Errors:
    """Log errors of one method, with the rank and the half of the charts of each."""

    ranks: list[int] = field(default_factory=list)
    halves: list[str] = field(default_factory=list)
    logs: list[float] = field(default_factory=list)


def band(rank: int) -> str:
    """The band in which a rank's error is pooled."""
    return next((name for top, name in ((10, "1-10"), (50, "11-50"), (100, "51-100")) if rank <= top), "101+")


def read_charts(con: duckdb.DuckDBPyConnection) -> dict[Key, Chart]:
    """The charts that publish figures or might: Spotify's Top 200 and the world's Top 10."""
    spotify = con.sql("""
        select chart, coalesce(region_iso2, '') as region, chart_start, rank,
            streams_published::double as figure, 'streams' as unit
        from intermediate.int_spotify__charts where chart like 'top200%'
    """).pl()
    charts = pl.concat([spotify, top10_rows(con).select(spotify.columns)])
    found = {}
    for key, rows in charts.group_by("chart", "region", "chart_start"):
        places = rows.group_by("rank").agg(pl.col("figure").max(), pl.col("unit").first()).sort("rank")
        found[key] = Chart(
            places["rank"].to_numpy().astype(int),
            places["figure"].fill_null(float("nan")).to_numpy().astype(float),
            places["unit"][0],
        )
    return found


def top10_rows(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The world's Top 10 as loaded: chart, region, chart_start, rank, title, hours, runtime, figure, unit."""
    raw = con.sql("from raw.netflix_top10_global").pl()
    name = pl.col("category").str.to_lowercase().str.replace_all(r"[()]", "").str.replace_all(r"[ -]", "_")
    hours, views = pl.col("weekly_hours_viewed").cast(pl.Float64), pl.col("weekly_views").cast(pl.Float64)
    return raw.select(
        name.alias("chart"),
        pl.lit("XWW").alias("region"),
        (pl.col("week").str.to_date() - timedelta(days=6)).alias("chart_start"),
        pl.col("weekly_rank").cast(pl.Int32).alias("rank"),
        title_of(pl.col("category")).alias("title"),
        hours.alias("hours"),
        pl.col("runtime").cast(pl.Float64).alias("runtime"),
        pl.when((views > 0) | (hours == 0)).then(views).alias("figure"),
        pl.lit("views").alias("unit"),
    )


def title_of(category: pl.Expr) -> pl.Expr:
    """What tells titles apart: their kind, and the names of show and season in lower case."""
    return pl.concat_str(
        category.str.slice(0, 2), pl.col("show_title"), pl.col("season_title"), separator="|"
    ).str.to_lowercase()


def interpolated(ranks: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Log-log interpolation between neighbours that lie close enough; nan elsewhere and at known figures."""
    points = ranks[known > 0]
    estimates = np.full(len(ranks), np.nan)
    for place, rank in enumerate(ranks):
        after = np.searchsorted(points, rank)
        if not np.isnan(known[place]) or after in (0, len(points)):
            continue
        if points[after] - points[after - 1] <= max(10, points[after - 1]):
            estimates[place] = np.exp(np.interp(np.log(rank), np.log(points), np.log(known[known > 0])))
    return estimates


def lagged(charts: dict[Key, Chart], key: Key, ranks: np.ndarray) -> np.ndarray:
    """The mean logarithm of the rank's figures 7, 14, 21 and 28 days before, if two of them are there."""
    before: dict[int, list[float]] = defaultdict(list)
    for days in (7, 14, 21, 28):
        chart = charts.get((key[0], key[1], key[2] - timedelta(days=days)))
        if chart:
            for rank, figure in zip(chart.ranks, chart.figures, strict=True):
                if figure > 0:
                    before[rank].append(np.log(figure))
    return np.array([np.exp(np.mean(before[r])) if len(before[r]) >= 2 else np.nan for r in ranks])


def ordered(known: np.ndarray, estimates: np.ndarray) -> np.ndarray:
    """The estimates held between the published figures, and made non-increasing."""
    inf = np.inf
    filled = np.where(np.isnan(known), inf, known)
    cap = np.concatenate([[inf], np.minimum.accumulate(filled)[:-1]])
    filled = np.where(np.isnan(known), -inf, known)
    floor = np.concatenate([np.maximum.accumulate(filled[::-1])[::-1][1:], [-inf]])
    held = np.where(np.isnan(known), np.maximum(floor, np.minimum(cap, estimates)), known)
    least = np.minimum.accumulate(np.where(np.isnan(held), inf, held))
    largest = np.maximum.accumulate(np.where(np.isnan(held), -inf, held)[::-1])[::-1]
    with np.errstate(invalid="ignore"):  # where there is neither figure nor estimate
        falling = np.maximum(floor, (least + largest) / 2)
    return np.where(np.isnan(estimates), np.nan, falling)


def backtest_halves(charts: dict[Key, Chart]) -> dict[Key, str]:
    """The charts to test on, the latest of each kind and region, with their half by date."""
    published = defaultdict(list)
    for key, chart in charts.items():
        if np.mean(~np.isnan(chart.figures)) >= 0.9:
            published[key[:2]].append(key)
    halves = {}
    for keys in published.values():
        latest = sorted(keys, reverse=True)[:LATEST]
        halves |= {key: "newer" if 2 * (n + 1) <= len(latest) else "older" for n, key in enumerate(latest)}
    return halves


class Ladder:
    """Every estimate of a warehouse, its back-test, and what the back-test lets through."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.charts = read_charts(con)
        self.top10 = top10_rows(con)
        popular = con.sql("from raw.netflix_top10_most_popular").pl()
        popular = popular.with_columns(
            title=title_of(pl.col("category")), hours=pl.col("runtime").cast(pl.Float64)
        )
        self.popular = dict(popular.group_by("title").agg(pl.col("hours").max()).iter_rows())
        self.errors: dict[tuple[str, str], Errors] = defaultdict(Errors)
        self._test()

    def _test(self) -> None:
        halves = backtest_halves(self.charts)
        for key, half in halves.items():
            chart = self.charts[key]
            known = np.where(np.isin(chart.ranks, _HIDDEN), np.nan, chart.figures)
            self._note("loglog_interp", chart, half, ordered(known, interpolated(chart.ranks, known)))
            none = np.full(len(chart.ranks), np.nan)
            self._note("lag_profile", chart, half, ordered(none, lagged(self.charts, key, chart.ranks)))
        latest = self._runtimes()
        for row in self.top10.filter(pl.col("figure") > 0).iter_rows(named=True):
            half = halves.get((row["chart"], "XWW", row["chart_start"]))
            runtime, week = latest.get(row["title"], (None, None))
            if half and week and week > row["chart_start"]:
                errors = self.errors["hours_over_runtime", "views"]
                errors.ranks.append(row["rank"])
                errors.halves.append(half)
                errors.logs.append(np.log(row["hours"] / runtime / row["figure"]))

    def _runtimes(self) -> dict[str, tuple[float, date]]:
        """Of each title the runtime in the latest week that says one, and that week."""
        known = self.top10.filter(pl.col("runtime") > 0).sort("chart_start", "runtime")
        return {row["title"]: (row["runtime"], row["chart_start"]) for row in known.iter_rows(named=True)}

    def _note(self, method: str, chart: Chart, half: str, estimates: np.ndarray) -> None:
        for rank, truth, estimate in zip(chart.ranks, chart.figures, estimates, strict=True):
            if truth > 0 and estimate > 0:
                errors = self.errors[method, chart.unit]
                errors.ranks.append(int(rank))
                errors.halves.append(half)
                errors.logs.append(np.log(estimate / truth))

    def backtest(self) -> list[dict[str, object]]:
        """One row for each method, unit and band, and for all ranks."""
        rows = []
        for (method, unit), errors in self.errors.items():
            bands, logs = np.array([band(rank) for rank in errors.ranks]), np.array(errors.logs)
            halves = np.array(errors.halves)
            for name in [*dict.fromkeys(bands.tolist()), "all"]:
                of_band = np.full(len(logs), True) if name == "all" else bands == name
                rows.append(
                    {"method": method, "streams_unit": unit, "rank_band": name}
                    | _measured(logs[of_band], halves[of_band])
                )
        return rows

    def is_on(self, method: str, unit: str) -> bool:
        """Whether the back-test lets the method through."""
        relative = np.abs(np.exp(self.errors.get((method, unit), Errors()).logs) - 1)
        return len(relative) >= MIN_N and bool(relative.mean() <= 2 * LIMITS[method])

    def bounds(self) -> dict[tuple[str, str, str], tuple[float, float]]:
        """Factors from an estimate to its bounds, by method, unit and band."""
        rows = {(row["method"], row["streams_unit"], row["rank_band"]): row for row in self.backtest()}
        found = {}
        for method, unit in self.errors:
            for name in ("1-10", "11-50", "51-100", "101+"):
                own = rows.get((method, unit, name))
                row = own if own and own["n"] >= MIN_N else rows[method, unit, "all"]
                found[method, unit, name] = row["lo_factor"], row["hi_factor"]
        return found

    def estimates(self) -> pl.DataFrame:
        """Every estimate: chart, region, chart_start, rank, method, estimate, lo, hi."""
        found = []
        usable = {pair for pair in self.errors if self.is_on(*pair)}
        for key, chart in self.charts.items():
            method = "lag_profile" if chart.is_empty else "loglog_interp"
            if not np.isnan(chart.figures).any() or (method, chart.unit) not in usable:
                continue
            raw = (
                lagged(self.charts, key, chart.ranks)
                if chart.is_empty
                else interpolated(chart.ranks, chart.figures)
            )
            for rank, value in zip(chart.ranks, ordered(chart.figures, raw), strict=True):
                if not np.isnan(value):
                    found.append((*key, int(rank), method, chart.unit, value))
        found += self._from_hours({entry[:4] for entry in found})
        bounds = self.bounds()
        rows = []
        for *place, method, unit, value in found:
            low, high = bounds[method, unit, band(place[3])]
            rows.append((*place, method, value, value * low, value * high))
        columns = {"chart": pl.String, "region": pl.String, "chart_start": pl.Date, "rank": pl.Int64}
        columns |= {"method": pl.String, "estimate": pl.Float64, "lo": pl.Float64, "hi": pl.Float64}
        return pl.DataFrame(rows, schema=columns, orient="row")

    def _from_hours(self, taken: set[tuple[object, ...]]) -> list[tuple[object, ...]]:
        latest = self._runtimes()
        if not self.is_on("hours_over_runtime", "views"):
            return []
        rows = self.top10.filter(
            pl.col("figure").is_null(),
            pl.col("hours") > 0,
            pl.col("chart_start") + timedelta(days=6) < VIEWS_SINCE,
        )
        found = {}
        for row in rows.iter_rows(named=True):
            place = (row["chart"], row["region"], row["chart_start"], row["rank"])
            runtime = latest.get(row["title"], (self.popular.get(row["title"]), None))[0]
            if runtime and place not in taken:
                found[place] = (*place, "hours_over_runtime", "views", row["hours"] / runtime)
        return list(found.values())


def _measured(logs: np.ndarray, halves: np.ndarray) -> dict[str, float]:
    relative = np.exp(logs) - 1
    low, high = _quantiles(logs)
    held = [
        (low_other <= value <= high_other)
        for half in ("older", "newer")
        if (halves != half).any()
        for low_other, high_other in [_quantiles(logs[halves != half])]
        for value in logs[halves == half]
    ]
    return {
        "n": len(logs),
        "mape": float(np.abs(relative).mean()),
        "bias": float(relative.mean()),
        "lo_factor": float(np.exp(-high)),
        "hi_factor": float(np.exp(-low)),
        "coverage": float(np.mean(held)) if held else float("nan"),
    }


def _quantiles(logs: np.ndarray) -> tuple[float, float]:
    return min(0.0, float(np.quantile(logs, 0.025))), max(0.0, float(np.quantile(logs, 0.975)))
