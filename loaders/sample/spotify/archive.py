"""charts.csv, the archive: parts of some days each, and one with what is broken in it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import polars as pl

from loaders.sample.files import SampleFile, Text
from loaders.sample.spotify import ranking, texts, tracks
from loaders.sample.spotify.world import GLOBAL, PLACES, World

PATH = "kaggle/dhruvildave/spotify-charts/charts.csv"
HIDDEN = range(50, 61)
"""Ranks without streams in the world's Top 200 of the day before the last: the folder's file has them."""
UNKNOWN_REGION = "Ruritania"
ODD_REGION = "Kazakhstan"
"""Its one chart has rows without an address, a name or both, and a repeated one."""
_CHARTS_A_PART = 800
_NO_STREAMS = pl.lit(None, pl.Int64)
_MALFORMED = ("Only,Two", "One,1,2021-12-31,Field,Too,Many,top200,MOVE_UP,1,2")


def file(world: World) -> SampleFile:
    """The archive at that scale and seed."""
    parts = [partial(_part, world, days) for days in _spans(world)]
    facts = {"expected_rejects": {"too_few_fields": 1, "too_many_fields": 1}, "dangling": {}}
    return SampleFile(path=PATH, parts=(*parts, partial(_broken, world)), facts=facts)


def _spans(world: World) -> Iterator[range]:
    days = world.archive_days
    step = max(1, _CHARTS_A_PART // world.archive_regions)
    for first in range(days.start, days.stop, step):
        yield range(first, min(first + step, days.stop))


def rows(world: World, days: range) -> pl.DataFrame:
    """The places of some days, as `texts.archive` wants them."""
    regions = range(world.archive_regions)
    frames = []
    for kind in PLACES:
        places = ranking.chart_places(world, kind, regions, range(days.start - 1, days.stop), daily=True)
        streams = ranking.streams(world, places, daily=True)
        places = places.with_columns(kind=pl.lit(kind), streams=streams if kind == "top200" else _NO_STREAMS)
        frames.append(texts.with_previous(places, step=1).filter(pl.col("day") >= days.start))
    frame = pl.concat(frames).sort("day", "region", "kind", "rank")
    is_hidden = (
        (pl.col("day") == world.archive_days.stop - 2)
        & (pl.col("region") == GLOBAL)
        & pl.col("rank").is_in(list(HIDDEN))
    )
    known = tracks.describe(world.seed, frame["track"].unique(maintain_order=True))
    frame = frame.with_columns(streams=pl.when(~is_hidden).then("streams"))
    return frame.join(known, on="track", how="left", maintain_order="left")


def _part(world: World, days: range) -> Text:
    return texts.archive(rows(world, days), header=days.start == world.archive_days.start)


def _broken(world: World) -> Text:
    """Lines of other lengths, a region that nobody knows, and a chart of rows that lack something."""
    last = world.archive_days.stop - 1
    best = rows(world, range(last, last + 1)).filter(
        (pl.col("region") == GLOBAL) & (pl.col("kind") == "top200") & (pl.col("rank") <= 20)
    )
    unknown = texts.archive(best, header=False).data.replace(b",Global,", f",{UNKNOWN_REGION},".encode())
    lines = [*_MALFORMED, *_odd_lines()]
    odd = "".join(f"{line}\n" for line in lines).encode()
    return Text(odd + unknown, len(lines) + best.height)


def _odd_lines() -> list[str]:
    place = f"2021-12-31,%s,%s,{ODD_REGION},viral50,NEW_ENTRY,"
    address = "https://open.spotify.com/track/5xNameless0Track000000?si=1"
    no_address = "No Address,1," + place % ("Bruno Lindqvist", "")
    return [no_address, ",2," + place % ("", address), ",3," + place % ("", ""), no_address]
