"""Spotify's charts in the four formats: the archive on Kaggle, and the folder of files that the user has."""

from __future__ import annotations

from typing import Any

import polars as pl

from loaders.sample.files import SampleSource
from loaders.sample.spotify import archive, folder, planted, tracks
from loaders.sample.spotify.world import World, day_of

_WEEKLY, _BRAZIL = folder.FILES[0], folder.FILES[2]
_YEAR = 52  # chart weeks


def source(scale: float, seed: int) -> SampleSource:
    """The files at that scale and seed: the archive grows with the scale, the user's folder does not."""
    world = World(scale, seed)
    return SampleSource(
        name="spotify",
        files=(archive.file(world), *folder.files(world)),
        planted=tuple(_planted(world)),
        traps=_traps(),
    )


def true_streams(scale: float, seed: int) -> pl.DataFrame:
    """The streams of every Top 200 chart of the user's folder, those included that its files do not show.

    Columns chart, region_iso2 (`XWW` for the world), chart_end (Date), rank, streams.
    """
    return folder.true_streams(World(scale, seed))


def _planted(world: World) -> list[dict[str, Any]]:
    weekly = folder.full(world, _WEEKLY)
    ids = dict(weekly.select("track", "track_id").iter_rows()) | dict(
        folder.full(world, _BRAZIL).select("track", "track_id").iter_rows()
    )
    truths = [
        {
            "name": truth.name,
            "track_id": ids[tracks.PLANTED * tracks.SPACE + number],
            "track_name": truth.track_name,
            "artists": list(truth.artists),
            "region_iso2": "BR" if truth.regions else "XWW",
            "spells": [
                {
                    "first_day": str(day_of(first)),
                    "last_day": str(day_of(last)),
                    "weeks": (last + 1 - first) // 7,
                }
                for first, last in truth.spells
            ],
        }
        for number, truth in enumerate(planted.TRACKS)
    ]
    hit = pl.col("track_id") == truths[0]["track_id"]
    year = weekly.filter(pl.col("day") > planted.END - 7 * _YEAR)
    truths[0]["share_of_52_weeks"] = year.select(
        pl.col("streams").filter(hit).sum() / pl.col("streams").sum()
    ).item()
    return [*truths, _rise(weekly)]


def _rise(weekly: pl.DataFrame) -> dict[str, Any]:
    totals = weekly.group_by("day").agg(pl.col("streams").sum())
    latest, previous = (
        totals.filter(pl.col("day") == day)["streams"].item() for day in (planted.END, planted.END - 7)
    )
    return {
        "name": "total_streams_rise",
        "chart": "top200_weekly",
        "region_iso2": "XWW",
        "chart_end": str(day_of(planted.END)),
        "latest": latest,
        "previous": previous,
    }


def _traps() -> dict[str, Any]:
    flaws = []
    for charts in folder.FILES:
        for day in charts.days:
            flaw = folder.FLAWS.get((charts.kind, charts.period, charts.region, day))
            if flaw:
                flaws.append({"file": folder.path_of(charts, day)} | flaw.facts())
    return {
        "files_with_flaws": flaws,
        "archive": {
            "hidden_ranks": [archive.HIDDEN.start, archive.HIDDEN.stop - 1],
            "unknown_region": archive.UNKNOWN_REGION,
            "region_with_odd_rows": archive.ODD_REGION,
        },
        "artist_names": sorted({*planted.ARTIST_NAMES.values(), *planted.TRACKS[0].artists}),
        "track_names": planted.EVERGREEN_NAMES,
    }
