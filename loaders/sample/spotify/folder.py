"""The files of the user's own folder: formats 1, 2 and 4, with what is hidden or broken in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Any

import polars as pl

from loaders.sample.files import SampleFile, Text
from loaders.sample.spotify import planted, ranking, texts, tracks
from loaders.sample.spotify.world import World, day_number, day_of, region_number

FOLDER = "spotify"
SONGS_DAILY = f"{FOLDER}/charts_songs_daily.csv"
_WEEK = 7
_OLD_END = day_number(date(2021, 12, 30))  # the last Thursday of the archive
_WITHOUT_SOURCE_UNTIL = day_number(date(2024, 6, 27))


@dataclass(frozen=True)
class Charts:
    """The charts of one region and kind that lie in the folder, one file each (but for format 4)."""

    kind: str
    period: str
    region: str
    first: int
    last: int
    """Last days of the first and the last chart."""
    site: str = "current"

    @property
    def step(self) -> int:
        """Days from chart to chart."""
        return _WEEK if self.period == "weekly" else 1

    @property
    def days(self) -> range:
        """The last day of each chart."""
        return range(self.first, self.last + 1, self.step)


def _weekly(region: str, weeks: int, kind: str = "top200") -> Charts:
    return Charts(kind, "weekly", region, planted.END - _WEEK * (weeks - 1), planted.END)


def _daily(region: str, days: int, kind: str = "top200", site: str = "current") -> Charts:
    return Charts(kind, "daily", region, planted.END - days + 1, planted.END, site)


FILES = (
    _weekly("global", 110), _weekly("us", 10), _weekly("br", 8), _weekly("de", 8), _weekly("jp", 1),
    _weekly("au", 1), _weekly("global", 2, "viral50"),
    # the same charts as in format 4
    _daily("global", 4),
    _daily("kr", 1), _daily("global", 2, "viral50"), _daily("de", 1, "viral50"),
    # the same charts as in the archive
    Charts("top200", "daily", "global", _OLD_END - 2, _OLD_END + 1, "legacy"),
    Charts("top200", "weekly", "global", _OLD_END, _OLD_END, "legacy"),
    Charts("top200", "weekly", "us", _OLD_END - _WEEK, _OLD_END, "legacy"),
    Charts("viral50", "daily", "de", _OLD_END - 239, _OLD_END - 239, "legacy"),
    Charts("viral50", "weekly", "global", _OLD_END, _OLD_END, "legacy"),
)  # fmt: skip
SONGS = (_daily("global", 56, site="songs"), _daily("us", 7, site="songs"), _daily("br", 7, site="songs"))


@dataclass(frozen=True)
class Flaw:
    """What one file lacks of the truth."""

    hidden: tuple[range, ...] = ()
    """Ranks whose streams are blank."""
    missing: tuple[int, ...] = ()
    """Ranks without a row."""
    without: tuple[str, ...] = ()
    """Columns that the file does not have."""
    as_floats: bool = False

    def facts(self) -> dict[str, Any]:
        """For the manifest: what there is of it."""
        hidden = [[ranks.start, ranks.stop - 1] for ranks in self.hidden]
        facts = {"hidden_ranks": hidden, "missing_ranks": list(self.missing), "without": list(self.without)}
        return {name: value for name, value in facts.items() if value} | {"as_floats": self.as_floats}


def _week(weeks_before_end: int) -> int:
    return planted.END - _WEEK * weeks_before_end


FLAWS = {
    # between two published ranks, and no farther apart than the ladder's rule allows
    ("top200", "weekly", "global", _week(19)): Flaw(hidden=(range(40, 48),)),
    ("top200", "weekly", "global", _week(14)): Flaw(hidden=(range(121, 136), range(171, 181))),
    # too far apart for a line
    ("top200", "weekly", "global", _week(6)): Flaw(hidden=(range(3, 16),)),
    # nothing published, with four published charts before it
    ("top200", "weekly", "global", _week(36)): Flaw(without=("streams",)),
    ("top200", "weekly", "de", _week(0)): Flaw(without=("streams",)),
    # nothing to go by: no chart before it, or one published rank alone
    ("top200", "weekly", "jp", _week(0)): Flaw(without=("streams",)),
    ("top200", "weekly", "au", _week(0)): Flaw(hidden=(range(2, 201),)),
    ("top200", "weekly", "global", _week(29)): Flaw(missing=(37, 112)),
    ("top200", "daily", "kr", _week(0)): Flaw(missing=(5, 144, 198)),
    ("top200", "weekly", "global", _week(51)): Flaw(as_floats=True),
    # format 4 has this day's streams
    ("top200", "daily", "global", planted.END - 2): Flaw(without=("streams",)),
}
"""By kind, period, region and last day."""


def files(world: World) -> Iterator[SampleFile]:
    """The files of the folder."""
    for charts in FILES:
        for day in charts.days:
            yield SampleFile(path=path_of(charts, day), parts=(partial(_file, world, charts, day),))
    yield SampleFile(path=SONGS_DAILY, parts=(partial(_songs, world),))


def path_of(charts: Charts, day: int) -> str:
    """Where a chart's file lies; the name says which chart it is."""
    kind = "regional" if charts.kind == "top200" else "viral"
    when = str(day_of(day))
    if charts.site == "legacy" and charts.period == "weekly":
        when = f"{day_of(day - 6)}--{day_of(day + 1)}"
    folder = "former-site" if charts.site == "legacy" else f"{charts.period}/{charts.region}"
    return f"{FOLDER}/{folder}/{kind}-{charts.region}-{charts.period}-{when}.csv"


@cache
def full(world: World, charts: Charts) -> pl.DataFrame:
    """All rows of some charts with nothing hidden, described and with their history."""
    region = region_number(charts.region)
    daily = charts.period == "daily"
    frame = ranking.chart_places(world, charts.kind, [region], charts.days, daily=daily)
    known = tracks.describe(world.seed, frame["track"].unique(maintain_order=True))
    frame = frame.with_columns(streams=ranking.streams(world, frame, daily=daily))
    frame = frame.join(known, on="track", how="left", maintain_order="left")
    return texts.history(frame, step=charts.step)


def true_streams(world: World) -> pl.DataFrame:
    """The streams of every Top 200 chart of the folder with nothing hidden.

    Columns chart, region_iso2 (`XWW` for the world), chart_end (Date), rank, streams.
    """
    frames = []
    for charts in (*FILES, *SONGS):
        if charts.kind == "top200":
            code = "XWW" if charts.region == "global" else charts.region.upper()
            frames.append(
                full(world, charts).select(
                    pl.lit(f"top200_{charts.period}").alias("chart"),
                    pl.lit(code).alias("region_iso2"),
                    pl.col("date").alias("chart_end"),
                    "rank",
                    "streams",
                )
            )
    return pl.concat(frames).unique(maintain_order=True)


def _file(world: World, charts: Charts, day: int) -> Text:
    frame = full(world, charts).filter(pl.col("day") == day)
    flaw = FLAWS.get((charts.kind, charts.period, charts.region, day), Flaw())
    blank = [rank for hidden in flaw.hidden for rank in hidden]
    frame = frame.filter(~pl.col("rank").is_in(list(flaw.missing))).with_columns(
        streams=pl.when(~pl.col("rank").is_in(blank)).then("streams")
    )
    has_streams = charts.kind == "top200"
    if charts.site == "legacy":
        return texts.legacy(frame, has_streams=has_streams, has_note=charts.period == "daily" or has_streams)
    without = flaw.without + (() if has_streams else ("streams",))
    if charts.period == "weekly" and day <= _WITHOUT_SOURCE_UNTIL:
        without += ("source",)
    return texts.current(frame, period=charts.period, without=without, as_floats=flaw.as_floats)


def _songs(world: World) -> Text:
    frame = pl.concat([full(world, charts) for charts in SONGS]).sort("day", "region", "rank")
    names = frame.select("track", "artists").unique("track", maintain_order=True).explode("artists")
    uris = "spotify:artist:" + tracks.artist_ids(world.seed, names["artists"])
    by_track = names.with_columns(artist_uris=uris).group_by("track", maintain_order=True)
    joined = by_track.agg(pl.col("artist_uris").str.join("|"))
    return texts.songs_daily(frame.join(joined, on="track", how="left", maintain_order="left"))
