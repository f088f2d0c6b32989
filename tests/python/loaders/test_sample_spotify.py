"""The sample's Spotify charts: the four formats, every trap of the real ones, and the planted truths."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from math import log
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from loaders.sample import TEST_SCALE, TEST_SEED
from loaders.sample.spotify import archive, folder, source, true_streams
from loaders.sample.spotify.world import REGIONS, World
from loaders.sources.spotify import Spotify
from loaders.spotify_files import check, find_files

ROOT = Path(__file__).parents[3]
SEEDS = (TEST_SEED, 1, 2, 3)
WEEK = timedelta(days=7)
NOTE = b",,,"
BOM = b"\xef\xbb\xbf"
Row = dict[str, str]


@cache
def texts(seed: int = TEST_SEED, scale: float = TEST_SCALE) -> dict[str, bytes]:
    """Every file's text by its path."""
    made = source(scale, seed)
    return {file.path: b"".join(part().data for part in file.parts) for file in made.files}


@cache
def truths(seed: int = TEST_SEED) -> dict[str, Any]:
    """The planted truths by their names."""
    return {truth["name"]: truth for truth in source(TEST_SCALE, seed).planted}


def rows(text: bytes) -> list[Row]:
    """The rows of a CSV by its header; the note line of a legacy file is left out."""
    lines = text.removeprefix(BOM).decode()
    if text.startswith(NOTE):
        lines = lines.split("\n", 1)[1]
    return list(csv.DictReader(io.StringIO(lines, newline="")))


@cache
def weekly(seed: int = TEST_SEED, region: str = "global") -> dict[date, list[Row]]:
    """The weekly Top 200 of a region by its last day."""
    prefix = f"spotify/weekly/{region}/regional-"
    files = {path: text for path, text in texts(seed).items() if path.startswith(prefix)}
    return {date.fromisoformat(path[-14:-4]): rows(text) for path, text in sorted(files.items())}


def weeks_of(seed: int, track_id: str) -> list[date]:
    """The weeks in which a track is on the world's weekly chart."""
    uri = f"spotify:track:{track_id}"
    return [week for week, chart in weekly(seed).items() if any(row["uri"] == uri for row in chart)]


@pytest.fixture(scope="module")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the user's folder on disk."""
    out = tmp_path_factory.mktemp("spotify")
    for path, text in texts().items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(text)
    return out / "spotify"


def test_every_file_of_the_folder_is_known_by_its_header_and_none_is_refused(sample_folder: Path) -> None:
    found = [check(file) for file in find_files(sample_folder, Spotify().tables, is_shared=False)]
    assert len(found) == len(texts()) - 1
    expected = {
        "former-site": "spotify_charts_legacy",
        "weekly": "spotify_charts_current",
        "daily": "spotify_charts_current",
        "charts_songs_daily.csv": "spotify_charts_daily",
    }
    assert {(file.name.split("/")[0], file.table.name) for file in found} == set(expected.items())
    missing = {file.name: list(file.missing_ranks) for file in found if file.missing_ranks}
    assert {f"spotify/{name}": ranks for name, ranks in missing.items()} == {
        flaw["file"]: flaw["missing_ranks"]
        for flaw in source(TEST_SCALE, TEST_SEED).traps["files_with_flaws"]
        if "missing_ranks" in flaw
    }


def test_the_formats_have_their_marks() -> None:
    for path, text in texts().items():
        if "/former-site/" in path:
            is_noted = text.startswith(NOTE)
            header = text.split(b"\n")[is_noted]
            streams = b"" if "viral" in path else b"Streams,"
            assert header == b'Position,"Track Name",Artist,' + streams + b"URL"
            assert is_noted or "viral-de" not in path
        elif path != folder.SONGS_DAILY and path != archive.PATH:
            assert text.startswith(BOM + b"rank,uri,artist_names,track_name,"), path
            period = b"days_on_chart" if "-daily-" in path else b"weeks_on_chart"
            assert period in text.split(b"\n")[0]
    headers = [text.split(b"\n")[0] for path, text in texts().items() if "/weekly/global/regional" in path]
    assert 0 < sum(b"source" not in header for header in headers) < len(headers)
    assert sum(b"streams" not in header for header in headers) == 1


def test_names_are_quoted_as_rfc_4180_says_and_come_back_whole() -> None:
    planted = set(source(TEST_SCALE, TEST_SEED).traps["track_names"].values())
    names = {row["title"] for row in rows(texts()[archive.PATH])}
    names |= {row["track_name"] for chart in weekly().values() for row in chart}
    assert planted <= names
    assert truths()["dominating_hit"]["track_name"] in names
    # a planted broken row is too short to have an artist
    artists = {row["artist"] or "" for row in rows(texts()[archive.PATH])}
    assert any(name in text for name in ("Salt, Cedar & Rain", "Axel Holm, Jr.") for text in artists)


def test_streams_may_be_floats_and_the_viral_50_has_none() -> None:
    charted = [row for row in rows(texts()[archive.PATH]) if row["chart"] in ("top200", "viral50")]
    assert not any(row["streams"] for row in charted if row["chart"] == "viral50")
    kinds = Counter(row["streams"].endswith(".0") for row in charted if row["streams"])
    assert min(kinds[True], kinds[False]) > 0.3 * kinds.total()
    whole = [row for chart in weekly().values() for row in chart if row.get("streams", "").endswith(".0")]
    assert len(whole) == 200


def test_what_the_archive_has_wrong_is_where_the_manifest_says() -> None:
    lines = rows(texts()[archive.PATH])
    by_region = Counter(row["region"] for row in lines)
    assert by_region[archive.UNKNOWN_REGION] == 20
    odd = [row for row in lines if row["region"] == archive.ODD_REGION]
    assert [(row["title"], row["url"] != "") for row in odd] == [
        ("No Address", False), ("", True), ("", False), ("No Address", False)
    ]  # fmt: skip
    hidden = [int(row["rank"]) for row in lines if row["chart"] == "top200" and not row["streams"]]
    assert hidden == list(archive.HIDDEN)


def test_every_region_of_the_sample_is_known_to_the_seeds() -> None:
    known: set[str] = set()
    for name, column in (("region_aliases", "alias"), ("regions", "iso2")):
        with (ROOT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            known |= {row[column].lower() for row in csv.DictReader(file)}
    assert {text.lower() for pair in REGIONS for text in pair} <= known
    assert archive.ODD_REGION.lower() in known
    assert archive.UNKNOWN_REGION.lower() not in known


@pytest.mark.parametrize("scale", [0.0005, 0.004])
def test_the_archive_grows_with_the_scale_and_has_whole_charts(scale: float) -> None:
    lines = rows(b"".join(part().data for part in archive.file(World(scale, 5)).parts[:-1]))
    assert abs(len(lines) / (26_173_514 * scale) - 1) < 0.1
    charts = Counter((row["region"], row["date"], row["chart"]) for row in lines)
    assert all(count == {"top200": 200, "viral50": 50}[chart] for (_, _, chart), count in charts.items())
    assert len({(row["region"], row["date"], row["chart"], row["rank"]) for row in lines}) == len(lines)
    assert max(row["date"] for row in lines) == "2021-12-31"
    news = Counter(row["trend"] for row in lines)
    assert set(news) == {"MOVE_UP", "MOVE_DOWN", "SAME_POSITION", "NEW_ENTRY"}
    assert news["NEW_ENTRY"] < 0.2 * len(lines)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_latest_weeks_follow_without_a_gap_and_the_total_rises(seed: int) -> None:
    charts = weekly(seed)
    assert list(charts) == [date(2026, 2, 26) - n * WEEK for n in range(109, -1, -1)]
    totals = [sum(int(row["streams"]) for row in charts[week]) for week in list(charts)[-2:]]
    truth = truths(seed)["total_streams_rise"]
    assert totals == [truth["previous"], truth["latest"]]
    assert truth["latest"] > 1.02 * truth["previous"]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_hit_leads_for_sixty_weeks_and_dominates(seed: int) -> None:
    truth = truths(seed)["dominating_hit"]
    leaders = [chart[0]["uri"].split(":")[2] for chart in weekly(seed).values()]
    assert leaders[-60:] == [truth["track_id"]] * 60
    assert truth["track_id"] not in leaders[:-60]
    year = true_streams(TEST_SCALE, seed).filter(
        (pl.col("chart") == "top200_weekly")
        & (pl.col("region_iso2") == "XWW")
        & (pl.col("chart_end") > date(2025, 2, 27))
    )
    assert year["chart_end"].n_unique() == 52
    share = year.filter(pl.col("rank") == 1)["streams"].sum() / year["streams"].sum()
    assert share == pytest.approx(truth["share_of_52_weeks"])
    assert share > 0.03
    assert list(weekly(seed).values())[-1][0]["artist_names"] == "Vesper, The Lantern, Axel Holm, Jr."


@pytest.mark.parametrize("seed", SEEDS)
def test_the_life_of_a_track_is_as_planted(seed: int) -> None:
    truth = truths(seed)["known_life"]
    weeks = weeks_of(seed, truth["track_id"])
    spells = [
        (date.fromisoformat(s["first_day"]), date.fromisoformat(s["last_day"])) for s in truth["spells"]
    ]
    assert [s["weeks"] for s in truth["spells"]] == [17, 4]
    assert weeks == [week for week in weekly(seed) if any(first <= week <= last for first, last in spells)]
    assert len(weeks) == 21


@pytest.mark.parametrize("seed", SEEDS)
def test_another_track_leads_in_one_region(seed: int) -> None:
    truth = truths(seed)["regional_leader"]
    leaders = {chart[0]["uri"].split(":")[2] for chart in weekly(seed, "br").values()}
    assert leaders == {truth["track_id"]}
    assert not weeks_of(seed, truth["track_id"])


@pytest.mark.parametrize("seed", SEEDS)
def test_tracks_stay_leave_and_come_back(seed: int) -> None:
    charts = [{row["uri"] for row in chart} for chart in weekly(seed).values()]
    kept = [len(now & before) / len(now) for before, now in pairwise(charts)]
    assert 0.8 < sum(kept) / len(kept) < 0.97
    seen: set[str] = set()
    returned = 0
    for before, now in pairwise(charts):
        seen |= before
        returned += len((now - before) & seen)
    assert returned > 100
    artists = Counter(row["artist_names"] for chart in weekly(seed).values() for row in chart)
    assert any(", " in names for names in artists)
    latest = list(weekly(seed).values())[-1]
    tracks = Counter(names for names, _ in {(row["artist_names"], row["uri"]) for row in latest})
    assert max(tracks.values()) > 1


@pytest.mark.parametrize("seed", SEEDS)
def test_streams_fall_with_the_rank_and_faster_towards_the_end(seed: int) -> None:
    truth = true_streams(TEST_SCALE, seed)
    chart = ["chart", "region_iso2", "chart_end"]
    falls = truth.sort(*chart, "rank").select(fall=pl.col("streams").diff().over(chart).fill_null(-1))
    assert falls["fall"].max() <= 0
    early = truth.filter((pl.col("chart_end") == date(2024, 3, 14)) & (pl.col("region_iso2") == "XWW"))
    points = [(log(rank), log(streams)) for rank, streams in early.select("rank", "streams").iter_rows()]
    x, y = (sum(p[n] for p in points[:100]) / 100 for n in (0, 1))
    slope = sum((a - x) * (b - y) for a, b in points[:100]) / sum((a - x) ** 2 for a, _ in points[:100])
    overstated = y + slope * (points[-1][0] - x) - points[-1][1]
    assert 0.1 < overstated < 0.6


def test_hidden_streams_are_blank_in_the_file_and_known_to_true_streams() -> None:
    truth = true_streams(TEST_SCALE, TEST_SEED)
    known = {(str(end), rank): streams for end, rank, streams in truth.filter(
        (pl.col("chart") == "top200_weekly") & (pl.col("region_iso2") == "XWW")
    ).select("chart_end", "rank", "streams").iter_rows()}  # fmt: skip
    blank = set()
    for week, chart in weekly().items():
        for row in chart:
            streams = row.get("streams", "")
            key = (str(week), int(row["rank"]))
            assert not streams or int(float(streams)) == known[key]
            if not streams:
                blank.add(key)
    hidden = {"2025-10-16": range(40, 48), "2025-11-20": [*range(121, 136), *range(171, 181)],
              "2026-01-15": range(3, 16), "2025-06-19": range(1, 201)}  # fmt: skip
    assert blank == {(week, rank) for week, ranks in hidden.items() for rank in ranks}


def test_the_same_chart_comes_in_two_formats() -> None:
    songs = rows(texts()[folder.SONGS_DAILY])
    days = {row["date"] for row in songs if row["country"] == "global"}
    own = {path[-14:-4] for path in texts() if "/daily/global/regional-" in path}
    assert len(own & days) == 4
    old = {path[-14:-4] for path in texts() if "/former-site/regional-global-daily" in path}
    assert len(old & {row["date"] for row in rows(texts()[archive.PATH])}) == 4
    assert any("|" in row["artist_names"] for row in songs)
    assert all(row["release_date"] <= row["date"] for row in songs)
