"""How many rows each file has at a scale, and the days that the watch history spans.

Below a fifth of the real size the watch history does not shrink further: a rate needs its rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from loaders.sample import rng

SNAPSHOT = date(2026, 2, 28)  # the latest day on which a user was created: February is complete
DAYS = 424  # that are watched on, the snapshot the last of them: from 2025-01-01
DAYS_AFTER = 110  # that sessions lie after the snapshot
TENURES = 800  # days between a subscription's start and the snapshot: 0 to this, excluded


@dataclass(frozen=True)
class Shape:
    """The sizes at one scale and seed, whole-row duplicates not counted."""

    scale: float
    seed: int

    @property
    def users(self) -> int:
        """Different users."""
        return max(1_460, round(10_000 * self.scale))

    @property
    def movies(self) -> int:
        """Different titles."""
        return max(240, round(1_000 * self.scale))

    @property
    def sessions(self) -> int:
        """Different sessions."""
        return max(14_300, round(100_000 * self.scale))

    @property
    def clicks(self) -> int:
        """Rows of the clickstream."""
        return max(6_000, round(671_736 * self.scale))

    @property
    def films(self) -> int:
        """Films of the clickstream."""
        return max(150, round(8_000 * self.scale))

    @property
    def viewers(self) -> int:
        """Viewers of the clickstream: four clicks each."""
        return self.clicks // 4

    def draw(self, stream: str, counter: pl.Series) -> pl.Series:
        """64 random bits (UInt64) for each counter, from a stream of this source's own."""
        return rng.draw(self.seed, f"netflix {stream}", counter)


def numbers(count: int) -> pl.Series:
    """0 … count − 1 (UInt64)."""
    return pl.int_range(0, count, dtype=pl.UInt64, eager=True)


def systematic(parts: pl.Series) -> pl.Series:
    """Which rows are chosen (Boolean), given each row's chance in 10,000: as many as the chances add up to.

    Neighbouring rows share them out, so that every group of rows in a row has its share, to within one.
    """
    total = parts.cast(pl.UInt64).cum_sum() + 5_000
    return total // 10_000 > (total - parts.cast(pl.UInt64)) // 10_000


def weighted(table: dict[str, int]) -> pl.Series:
    """Each key (String) as often as its number says."""
    return pl.Series([value for value, count in table.items() for _ in range(count)], dtype=pl.String)


def tenths(value: pl.Expr) -> pl.Expr:
    """A number of tenths as text with one decimal, as the source writes its floats."""
    return pl.format("{}.{}", value // 10, value % 10)


def with_copies(shape: Shape, rows: pl.DataFrame, parts: int, stream: str) -> pl.DataFrame:
    """The rows and whole-row duplicates of `parts` in 10,000 of them, in no order."""
    copies = rows.filter(systematic(pl.repeat(parts, rows.height, dtype=pl.UInt64, eager=True)))
    every = pl.concat([rows, copies])
    order = shape.draw(f"order of {stream}", numbers(every.height))
    return every.with_columns(order=order).sort("order").drop("order")
