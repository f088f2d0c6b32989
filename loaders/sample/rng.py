"""Random numbers from counters: a draw depends on (seed, stream, counter) alone, never on order or threads.

All arithmetic is on unsigned 64-bit integers, which polars wraps silently, so that the draws are the same
on every machine. Series in, series out; the series are UInt64 unless a function says otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import polars as pl

_GOLDEN = 0x9E3779B97F4A7C15
# 1/p and 1/p², p the real root of x³ = x + 1, as 64-bit fractions: the additive sequence that fills a
# square most evenly (Roberts' R2).
_SPREAD = (0xC13FA9A902A6328F, 0x91E10DA5C79E7B1D)


def key(seed: int, stream: str) -> int:
    """The 64-bit key of a stream: the first eight bytes of SHA-256 over seed and stream name."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{stream}".encode()).digest()[:8], "big")


def draw(seed: int, stream: str, counter: pl.Series) -> pl.Series:
    """64 random bits for each counter (the finaliser of SplitMix64)."""
    x = counter.cast(pl.UInt64) * _GOLDEN + key(seed, stream)
    x = (x ^ (x // (1 << 30))) * 0xBF58476D1CE4E5B9
    x = (x ^ (x // (1 << 27))) * 0x94D049BB133111EB
    return x ^ (x // (1 << 31))


def spread(dimension: int, counter: pl.Series, shift: pl.Series) -> pl.Series:
    """64 bits that fill the range evenly, jointly over the two dimensions (0 and 1), from a random shift.

    Independent draws would leave a genre among 170 titles to chance; these keep each share near its
    expectation.
    """
    return counter.cast(pl.UInt64) * _SPREAD[dimension] + shift


def below(bits: pl.Series, n: int, *, skip: int = 0) -> pl.Series:
    """A uniform integer in [0, n), n <= 2**32, from the 32 bits after the highest `skip` (<= 32)."""
    return ((bits // (1 << (32 - skip))) % (1 << 32)) * n // (1 << 32)


def chance(bits: pl.Series, probability: float, *, skip: int = 0) -> pl.Series:
    """True with that probability (Boolean), from the same bits as `below`."""
    return (bits // (1 << (32 - skip))) % (1 << 32) < round(probability * (1 << 32))


def pick(table: pl.Series, bits: pl.Series, *, skip: int = 0) -> pl.Series:
    """A uniform pick from the table for each draw; the table's own type."""
    return table.gather(below(bits, len(table), skip=skip))


def quantile(table: Sequence[int], bits: pl.Series) -> pl.Series:
    """The value at the drawn quantile of an integer distribution given at equally spaced quantiles.

    `table` holds 2**b + 1 non-decreasing values; between two of them the value is interpolated in integers.
    """
    steps = len(table) - 1
    place = bits // (1 << 44) * steps  # 20 bits of the draw, so 2**20 * steps stays small
    index, rest = place // (1 << 20), place % (1 << 20)
    values = pl.Series(table, dtype=pl.UInt64)
    low, high = values.gather(index), values.gather(index + 1)
    return low + (high - low) * rest // (1 << 20)
