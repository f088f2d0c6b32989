"""Tracks that come to a Top 200 and go, by day or by week: the median length of a spell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from .world import Case, calendar, date_key, headline, loads

_MISSING = 30  # the chart that is not there
_PLACES = 200
_SPREAD_LOG = 1.2  # of the logarithm of a spell's length, before it is rounded up
_BEFORE = 600  # charts at which places change hands before the first
_SPELLS = 400  # of a place, more than the charts can hold


class Charts:
    """Every place of the chart is held by one track after another, each for a length of its own."""

    name = "charts"
    draws = 1_000
    period, step_days, table = "day", 1, "spotify_charts_daily"
    first, charts = date(2025, 9, 1), 122
    mean_log = 3.4  # of a spell's length in charts, before it is rounded up
    most, reason = Case.most, Case.reason

    def __init__(self, random: np.random.Generator) -> None:
        """The truth needs no population: half of the spells are over after exp(mean of the logarithm)."""
        last = self.first + timedelta(days=self.charts * self.step_days - 1)
        self.fixed = {
            "dim_date": calendar(self.first, last),
            "dim_region": pl.DataFrame({"region_key": [1], "iso2": ["XWW"]}),
            "fact_source_load": loads({self.table: "spotify"}, last),
        }
        basis = {"day": "spotify_daily", "week": "spotify_weekly"}[self.period]
        case = headline("time_on_chart", basis, "value", self._median())
        self.cases: tuple[Case, ...] = (replace(case, most=self.most, reason=self.reason),)

    @property
    def sentence(self) -> str:
        """What is simulated."""
        return (
            f"{self.charts} charts of {_PLACES} places, one a {self.period}, one of them missing; spells "
            f"log-normal with a median of {self._median():.0f} charts (σ of the logarithm {_SPREAD_LOG}), "
            "one in seven a re-entry"
        )

    def _median(self) -> float:
        return float(np.ceil(np.exp(self.mean_log)))

    def draw(self, random: np.random.Generator) -> dict[str, pl.DataFrame]:
        """The charts, a row a place and chart."""
        length = np.exp(random.normal(self.mean_log, _SPREAD_LOG, (_PLACES, _SPELLS)))
        end = np.cumsum(np.ceil(length), axis=1).astype(int) - _BEFORE
        track = np.arange(end.size).reshape(end.shape) + 1
        returns = random.random(end.shape) < 1 / 7
        for spell in range(2, _SPELLS):
            # not the track that just left: it would not have been away
            track[:, spell] = np.where(returns[:, spell], track[:, spell - 2], track[:, spell])
        chart = np.delete(np.arange(self.charts), _MISSING)
        # one sorted list of all ends, each place's a million charts after the place before
        shift = np.arange(_PLACES)[:, None] * 1_000_000
        holder = np.searchsorted((end + shift).ravel(), chart + shift, side="right")
        rows = pl.DataFrame(
            {
                "title_key": track.ravel()[holder].ravel(),
                "rank": np.repeat(np.arange(_PLACES) + 1, len(chart)),
                "days": np.tile(chart * self.step_days, _PLACES),
            }
        )
        return {
            "fact_streaming": rows.select(
                "title_key",
                "rank",
                date_key=date_key(pl.lit(self.first) + pl.duration(days="days")),
                region_key=pl.lit(1),
                chart=pl.lit({"day": "top200_daily", "week": "top200_weekly"}[self.period]),
                chart_period=pl.lit(self.period),
            )
        }


class WeeklyCharts(Charts):
    """The same by week, with spells of fewer charts."""

    name = "weekly_charts"
    period, step_days, table = "week", 7, "spotify_charts_current"
    first, charts = date(2024, 1, 5), 104
    mean_log = 1.5
    most = 1.0
    reason = (
        "the limits fall on whole charts, and of spells of few charts one chart is much: the interval is "
        "wider than it need be, never narrower"
    )
