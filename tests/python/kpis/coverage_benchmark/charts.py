"""Tracks that come to a daily Top 200 and go: the median length of a spell."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from .world import Case, calendar, date_key, headline, loads

_FIRST = date(2025, 9, 1)
_CHARTS = 122
_MISSING = 30  # the chart that is not there
_PLACES = 200
_MEAN_LOG, _SPREAD_LOG = 3.4, 1.2  # of the days of a spell, before they are rounded up
_BEFORE = 600  # days that places change hands before the first chart
_SPELLS = 120  # of a place, more than the days can hold


class Charts:
    """Every place of the chart is held by one track after another, each for a length of its own."""

    name = "charts"
    draws = 1_000
    sentence = (
        f"{_CHARTS} daily charts of {_PLACES} places, one chart missing; spells log-normal with a median of "
        f"{np.ceil(np.exp(_MEAN_LOG)):.0f} days (σ of the logarithm {_SPREAD_LOG}), one in seven a re-entry"
    )

    def __init__(self, random: np.random.Generator) -> None:
        """The truth needs no population: half of the spells are over after exp(mean of the logarithm)."""
        last = _FIRST + timedelta(days=_CHARTS - 1)
        self.fixed = {
            "dim_date": calendar(_FIRST, last),
            "dim_region": pl.DataFrame({"region_key": [1], "iso2": ["XWW"]}),
            "fact_source_load": loads({"spotify_charts_daily": "spotify"}, last),
        }
        median = float(np.ceil(np.exp(_MEAN_LOG)))
        self.cases: tuple[Case, ...] = (headline("time_on_chart", "spotify_daily", "value", median),)

    def draw(self, random: np.random.Generator) -> dict[str, pl.DataFrame]:
        """The charts, a row a place and day."""
        days = np.exp(random.normal(_MEAN_LOG, _SPREAD_LOG, (_PLACES, _SPELLS)))
        end = np.cumsum(np.ceil(days), axis=1).astype(int) - _BEFORE
        track = np.arange(end.size).reshape(end.shape) + 1
        returns = random.random(end.shape) < 1 / 7
        for spell in range(2, _SPELLS):
            # not the track that just left: it would not have been away
            track[:, spell] = np.where(returns[:, spell], track[:, spell - 2], track[:, spell])
        chart = np.delete(np.arange(_CHARTS), _MISSING)
        # one sorted list of all ends, each place's a million days after the place before
        shift = np.arange(_PLACES)[:, None] * 1_000_000
        holder = np.searchsorted((end + shift).ravel(), chart + shift, side="right")
        rows = pl.DataFrame(
            {
                "title_key": track.ravel()[holder].ravel(),
                "rank": np.repeat(np.arange(_PLACES) + 1, len(chart)),
                "day": np.tile(chart, _PLACES),
            }
        )
        return {
            "fact_streaming": rows.select(
                "title_key",
                "rank",
                date_key=date_key(pl.lit(_FIRST) + pl.duration(days="day")),
                region_key=pl.lit(1),
                chart=pl.lit("top200_daily"),
                chart_period=pl.lit("day"),
            )
        }
