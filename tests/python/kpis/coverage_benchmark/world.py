"""What a simulation must offer, and the tables that all of them share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

import numpy as np
import polars as pl

CURRENT = "live"
"""The data_mode of every simulated load."""


@dataclass(frozen=True)
class Case:
    """An interval of a KPI and the truth that it should hold.

    `interval` is SQL of one row, (low, high), over the models named in `reads`; a null limit where
    `may_be_open` is an end that was not reached, and elsewhere a mistake of the simulation. `least` is the
    share of the draws that must hold the truth, `most` the one that may: more is an interval wider than it
    need be. Other limits than these have a `reason`; so has an interval that is not published, because it
    would not keep to them.
    """

    kpi_id: str
    basis: str
    quantity: str
    truth: float
    reads: tuple[str, ...]
    interval: str
    may_be_open: bool = False
    least: float = 0.93
    most: float = 0.97
    reason: str | None = None
    is_published: bool = True


class World(Protocol):
    """A population of known truth, and samples of it as the star's tables."""

    name: str
    sentence: str
    fixed: dict[str, pl.DataFrame]
    cases: tuple[Case, ...]
    draws: int

    def draw(self, random: np.random.Generator) -> dict[str, pl.DataFrame]:
        """One sample, as rows of the tables that differ from draw to draw."""


def headline(kpi_id: str, basis: str, quantity: str, truth: float) -> Case:
    """The interval of a headline's value or delta."""
    low, high = ("ci_low", "ci_high") if quantity == "value" else ("delta_low", "delta_high")
    sql = f"select {low}, {high} from kpis.kpi_{kpi_id} where basis = '{basis}'"
    # the upper end of a median may lie beyond the charts there are
    may_be_open = kpi_id == "time_on_chart"
    return Case(kpi_id, basis, quantity, truth, (f"kpi_{kpi_id}",), sql, may_be_open)


def calendar(first: date, last: date) -> pl.DataFrame:
    """dim_date of the days from first to last, with the columns that KPIs read."""
    days = pl.DataFrame({"date_day": pl.date_range(first, last, eager=True)})
    day = pl.col("date_day")
    since_friday = (day.dt.weekday() + 2) % 7
    return days.with_columns(
        date_key=date_key(day),
        month_start=day.dt.month_start(),
        month_end=day.dt.month_end(),
        iso_week_start=day.dt.offset_by("0d").dt.truncate("1w"),
        iso_week_end=day.dt.truncate("1w") + timedelta(days=6),
        chart_week_start=day - pl.duration(days=since_friday),
        chart_week_end=day - pl.duration(days=since_friday) + timedelta(days=6),
        year=day.dt.year(),
    )


def date_key(day: pl.Expr) -> pl.Expr:
    """A day as YYYYMMDD."""
    return (day.dt.year() * 10_000 + day.dt.month().cast(pl.Int32) * 100 + day.dt.day()).cast(pl.Int32)


def loads(tables: dict[str, str], last: date) -> pl.DataFrame:
    """fact_source_load of loaded tables, each with its source, all of them ending on one day."""
    return pl.DataFrame({"table_name": list(tables), "source": list(tables.values())}).with_columns(
        is_required=pl.lit(True),
        data_mode=pl.lit(CURRENT),
        data_nature=pl.lit("observed"),
        status=pl.lit("present"),
        snapshot_date=pl.lit(last),
        data_end=pl.lit(last),
        is_limited=pl.lit(False),
    )
