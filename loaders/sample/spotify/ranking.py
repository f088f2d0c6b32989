"""The places on the charts: who is on which chart of which day, and with how many streams."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import exp, log

import polars as pl

from loaders.sample import rng
from loaders.sample.spotify import planted, tracks
from loaders.sample.spotify.tracks import EVERGREEN, EVERGREENS, EVERYWHERE, PLANTED, SPACE
from loaders.sample.spotify.world import GLOBAL, PLACES, World

_WINDOW = {"top200": 420, "viral50": 90}  # days for which a new track is in the running
_FADING = {"top200": (7, 200), "viral50": (4, 25)}  # shortest and longest half-life in days
_CONTENDERS = {"top200": 480, "viral50": 160}  # the best of EVERYWHERE, before regions differ
_TASTE, _WEEK_NOISE, _DAY_NOISE = 0.45, 0.07, 0.05  # standard deviations
_EVERGREEN_APPEAL, _EVERGREEN_NOISE, _EVERGREEN_FALL = 1_250_000, 0.07, 10_000
_HOME = 350_000  # what a track of the region itself is ahead by
_TOP = 40_000_000  # above every track that is not planted
_REGIONS = 128


def chart_places(
    world: World, kind: str, regions: Sequence[int], days: Sequence[int], *, daily: bool
) -> pl.DataFrame:
    """Every place of the charts of those regions and days; of a weekly chart, `days` are its last days.

    Columns: day, region (Int64), rank (Int64, from 1), track (UInt64), in that order of sorting.
    """
    contenders = pl.concat([_everywhere(world, kind, days), _evergreens(world, kind, days)])
    runners = contenders.join(pl.DataFrame({"region": list(regions)}), how="cross")
    runners = pl.concat([runners, _of_regions(world, kind, regions, days)])
    scored = pl.concat([_with_taste(world, runners, daily), _planted(regions, days)])
    ranked = scored.sort("day", "region", "score", "track", descending=[False, False, True, False])
    ranked = ranked.with_columns(rank=pl.int_range(1, pl.len() + 1).over("day", "region"))
    return ranked.filter(pl.col("rank") <= PLACES[kind]).select("day", "region", "rank", "track")


def _grid(days: Sequence[int], first: list[int], last: list[int], space: int) -> pl.DataFrame:
    """The tracks first … last − 1 of a space for each day: columns day, track."""
    frame = pl.DataFrame({"day": list(days), "first": first, "last": last})
    numbers = frame.select("day", track=pl.int_ranges("first", "last")).explode("track").drop_nulls()
    return numbers.with_columns(pl.col("track").cast(pl.UInt64) + space * SPACE)


def _released(kind: str, days: Sequence[int], space: int) -> pl.DataFrame:
    rate = tracks.released_daily(space)
    window = _WINDOW[kind]
    first = [rate * (day - window + 1) for day in days]
    return _grid(days, first, [rate * (day + 1) for day in days], space)


def _with_base(world: World, kind: str, frame: pl.DataFrame) -> pl.DataFrame:
    """With the column score: appeal less what age has taken."""
    appeal = rng.quantile(tracks.appeals(), rng.draw(world.seed, f"appeal, {kind}", frame["track"]))
    fading = rng.quantile(
        tracks.fadings(*_FADING[kind]), rng.draw(world.seed, f"fading, {kind}", frame["track"])
    )
    age = frame["day"] - tracks.release_day(frame["track"])
    return frame.with_columns(score=appeal.cast(pl.Int64) - fading.cast(pl.Int64) * age)


def _everywhere(world: World, kind: str, days: Sequence[int]) -> pl.DataFrame:
    """The contenders that are released everywhere, the best of each day."""
    frame = _with_base(world, kind, _released(kind, days, EVERYWHERE))
    place = pl.col("score").rank("ordinal", descending=True).over("day")
    return frame.filter(place <= _CONTENDERS[kind])


def _evergreens(world: World, kind: str, days: Sequence[int]) -> pl.DataFrame:
    """Old tracks around the last places: a little weekly luck brings them on and off the chart."""
    count = EVERGREENS if kind == "top200" else 0
    frame = _grid(days, [0] * len(days), [count] * len(days), EVERGREEN)
    luck = rng.draw(world.seed, "evergreen", frame["track"] * 4096 + (frame["day"] // 7).cast(pl.UInt64))
    number = (frame["track"] % SPACE).cast(pl.Int64)
    score = _EVERGREEN_APPEAL - number * _EVERGREEN_FALL + _deviation(_EVERGREEN_NOISE, luck)
    return frame.with_columns(score=score)


def _of_regions(world: World, kind: str, regions: Sequence[int], days: Sequence[int]) -> pl.DataFrame:
    """The contenders of one region alone; the world has none."""
    parts = [
        _with_base(world, kind, _released(kind, days, region)).with_columns(
            pl.col("score") + _HOME, pl.lit(region, pl.Int64).alias("region")
        )
        for region in regions
        if region != GLOBAL
    ]
    none = pl.DataFrame(schema={"day": pl.Int64, "track": pl.UInt64, "score": pl.Int64, "region": pl.Int64})
    return pl.concat([none, *parts])


def _with_taste(world: World, frame: pl.DataFrame, daily: bool) -> pl.DataFrame:
    """The score as the region, the week and, on a daily chart, the day change it."""
    pair = frame["track"] * _REGIONS + frame["region"].cast(pl.UInt64)
    day = frame["day"].cast(pl.UInt64)
    score = frame["score"] + _deviation(_TASTE, rng.draw(world.seed, "taste", pair))
    score = score + _deviation(_WEEK_NOISE, rng.draw(world.seed, "week", pair * 4096 + day // 7))
    if daily:
        score = score + _deviation(_DAY_NOISE, rng.draw(world.seed, "day", pair * 8192 + day))
    return frame.with_columns(score=score)


def _deviation(size: float, bits: pl.Series) -> pl.Series:
    return rng.quantile(tracks.deviations(size), bits).cast(pl.Int64) - tracks.bias(size)


def _planted(regions: Sequence[int], days: Sequence[int]) -> pl.DataFrame:
    rows = [
        (day, PLANTED * SPACE + number, _TOP - planted.TRACKS[number].place, region)
        for day in days
        for region in regions
        for number in planted.on_chart(region, day)
    ]
    schema = {"day": pl.Int64, "track": pl.UInt64, "score": pl.Int64, "region": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


# Streams. In logarithms a chart falls ever more steeply with the logarithm of the rank: a straight line
# through its top would overstate its tail.
_LINE, _BEND = 0.24, 0.032
_WEEKDAYS = (0.06, 0.01, -0.09, -0.03, -0.01, 0.0, 0.02)  # Friday to Thursday
_FINE = 1 << 12


@cache
def _steps() -> pl.Series:
    """How much lower a rank lies than the one before (0 for the first), in millionths of a logarithm."""
    depth = [_LINE * log(rank) + _BEND * log(rank) ** 2 for rank in range(1, PLACES["top200"] + 1)]
    return pl.Series([0] + [round(1e6 * (b - a)) for a, b in pairwise(depth)], dtype=pl.Int64)


@cache
def _exponentials() -> tuple[pl.Series, pl.Series]:
    """E to the x for x in coarse and in fine steps of a millionth, as integers: exact on every machine."""
    coarse = [round(exp(step * _FINE / 1e6) * (1 << 10)) for step in range(20_000_000 // _FINE)]
    fine = [round(exp(step / 1e6) * (1 << 20)) for step in range(_FINE)]
    return pl.Series(coarse, dtype=pl.UInt64), pl.Series(fine, dtype=pl.UInt64)


def streams(world: World, frame: pl.DataFrame, *, daily: bool) -> pl.Series:
    """The true streams (Int64) of every place, for whole charts with the columns of `chart_places`."""
    chart = (frame["region"] * 8192 + frame["day"]).cast(pl.UInt64)
    bits = rng.draw(world.seed, f"streams, {daily}", chart * 256 + frame["rank"].cast(pl.UInt64))
    luck = rng.below(bits, 400).cast(pl.Int64) + 800  # thousandths of the step: 0.8 to 1.2
    step = _steps().gather(frame["rank"] - 1) * luck // 1000
    gaps = frame.select("day", "region").unique()
    leads = [planted.hit_leads(region, day) for day, region in gaps.iter_rows()]
    gaps = gaps.with_columns(gap=pl.Series(leads).cast(pl.Int64) * planted.HIT_GAP)
    rows = frame.with_columns(step=step).join(gaps, on=["day", "region"], how="left", maintain_order="left")
    ahead = pl.when(pl.col("rank") == 1).then("gap").otherwise(0)
    above = rows.select(ahead - pl.col("step").cum_sum().over("day", "region")).to_series()
    height = _level(world, frame, daily) + above
    return _power(height.cast(pl.UInt64)).cast(pl.Int64)


def _level(world: World, frame: pl.DataFrame, daily: bool) -> pl.Series:
    """The logarithm of the first place's streams, in millionths: by region, growing, a little by chance."""
    week = frame["day"] // 7
    size = pl.Series([15_700_000] + [14_300_000 - 90_000 * n for n in range(1, _REGIONS)], dtype=pl.Int64)
    chance = rng.draw(world.seed, "level", (frame["region"] * 4096 + week).cast(pl.UInt64))
    level = size.gather(frame["region"]) + week * 350 + _deviation(0.012, chance)
    # the latest week stands higher than the one before by more than chance makes
    level = level + (week == planted.END // 7).cast(pl.Int64) * planted.LATEST_WEEK_RISE
    if not daily:
        return level + round(1e6 * log(7))
    weekday = pl.Series([round(1e6 * share) for share in _WEEKDAYS], dtype=pl.Int64)
    return level + weekday.gather(frame["day"] % 7)


def _power(height: pl.Series) -> pl.Series:
    coarse, fine = _exponentials()
    return coarse.gather(height // _FINE) * fine.gather(height % _FINE) // (1 << 30)
