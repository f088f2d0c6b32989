"""`loaders fetch --source spotify`: formats known by their headers, bad files left out and named."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from zipfile import ZipFile

import pytest

from loaders.errors import UsageError
from loaders.sample.origin import SampleOrigin
from loaders.settings import Settings
from loaders.sources.spotify import Spotify
from loaders.spotify_files import FileRefusedError, check, find_files

Fetch = Callable[..., CompletedProcess[str]]
Query = Callable[[str], list[tuple[Any, ...]]]
LEGACY = 'Position,"Track Name",Artist,Streams,URL'
VIRAL = 'Position,"Track Name",Artist,URL'
CURRENT = "rank,uri,artist_names,track_name,source,peak_rank,previous_rank,days_on_chart,streams"
ARCHIVE = "title,rank,date,artist,url,region,chart,trend,streams"
DAILY = (
    "date,country,rank,uri,artist_names,track_name,label,peak_rank,previous_rank,days_on_chart,streams,"
    "consecutive_days,entry_status,peak_date,entry_rank,entry_date,release_date,artist_uris"
)
NOTE = ',,,"Note: a formula keeps inflated positions off the charts",\n'
BOM = "\ufeff"
GOOD = "regional-global-weekly-2026-02-26.csv"


def text(header: str, ranks: Sequence[object] = (1, 2, 3)) -> str:
    """A CSV whose fields are their columns' names and the rank; the rank stands in its own column."""
    columns = header.replace('"', "").split(",")
    own = {"Position", "rank"}
    lines = [",".join(str(rank) if name in own else f"{name}-{rank}" for name in columns) for rank in ranks]
    return "\n".join([header, *lines]) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of charts, empty."""
    folder = tmp_path / "charts"
    folder.mkdir()
    return folder


@pytest.fixture
def fetch(loaders: Fetch, folder: Path) -> Fetch:
    """`loaders fetch --mode full --source spotify` from the folder, Kaggle left out."""

    def run(*arguments: str | Path, **settings: str) -> CompletedProcess[str]:
        env = {"MEDIA_SPOTIFY_DIR": str(folder), "MEDIA_SPOTIFY_DATASETS": "none"} | settings
        return loaders("fetch", "--mode", "full", "--source", "spotify", *arguments, **env)

    return run


def put(folder: Path, **files: str | bytes) -> None:
    """Write files; in their names `__` stands for a slash."""
    for name, content in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def counts(query: Query) -> dict[str, int]:
    """Rows of the raw tables that have any."""
    rows = {table.name: query(f"select count(*) from raw.{table.name}")[0][0] for table in Spotify().tables}
    return {name.removeprefix("spotify_charts_"): count for name, count in rows.items() if count}


def problems(done: CompletedProcess[str]) -> list[str]:
    """The lines on stderr; all are ours."""
    lines = done.stderr.splitlines()
    assert all(line.startswith("loaders: ") for line in lines), done.stderr
    return [line.removeprefix("loaders: ") for line in lines]


def test_each_format_is_known_by_its_header_at_any_depth(fetch: Fetch, folder: Path, query: Query) -> None:
    week = "2020-01-03--2020-01-10"
    put(
        folder,
        **{
            f"old__regional-us-weekly-{week}.csv": NOTE + text(LEGACY),
            "old__viral-de-daily-2021-05-05.csv": text(VIRAL),
            "viral-global-daily-2021-05-06.csv": NOTE + text(VIRAL),
            "a__b__regional-global-daily-2023-01-04.csv": BOM + text(CURRENT),
            GOOD: BOM + text(CURRENT.replace(",source", "").replace("days_on", "weeks_on")),
            "c__charts.csv": text(ARCHIVE),
            "songs, new.csv": text(DAILY),
            "notes.txt": "no chart",
        },
    )
    done = fetch()
    assert (done.returncode, problems(done)) == (0, [])
    assert counts(query) == {"legacy": 9, "current": 6, "archive": 3, "daily": 3}
    legacy, current = "raw.spotify_charts_legacy", "raw.spotify_charts_current"
    assert query(f"select distinct chart, region, chart_date, file_name from {legacy} order by 3") == [
        ("regional-weekly", "us", week, f"old/regional-us-weekly-{week}.csv"),
        ("viral-daily", "de", "2021-05-05", "old/viral-de-daily-2021-05-05.csv"),
        ("viral-daily", "global", "2021-05-06", "viral-global-daily-2021-05-06.csv"),
    ]
    assert query(f"select track_name, Streams from {legacy} where Position = '2' order by 2") == [
        ("Track Name-2", "Streams-2"),
        ("Track Name-2", None),
        ("Track Name-2", None),
    ]
    columns = "source, days_on_chart, weeks_on_chart"
    assert query(f"select {columns} from {current} where rank = '1' order by 1") == [
        ("source-1", "days_on_chart-1", None),
        (None, None, "weeks_on_chart-1"),
    ]
    again = fetch()
    assert again.returncode == 0
    assert again.stdout.count(" unchanged ") == 4


def test_packed_files_and_windows_line_ends_are_charts_too(fetch: Fetch, folder: Path, query: Query) -> None:
    put(
        folder,
        **{
            "regional-us-daily-2023-01-04.csv": BOM + text(CURRENT).replace("\n", "\r\n"),
            "regional-us-daily-2023-01-05.csv.gz": gzip.compress((BOM + text(CURRENT)).encode()),
            "regional-us-daily-2023-01-07 (1).csv": text(CURRENT),
        },
    )
    with ZipFile(folder / "regional-us-daily-2023-01-06.csv.zip", "w") as packed:
        packed.writestr("regional-us-daily-2023-01-06.csv", text(CURRENT))
    done = fetch()
    assert (done.returncode, problems(done)) == (0, [])
    counted = (
        "select chart_date, count(*), max(streams) from raw.spotify_charts_current group by 1 order by 1"
    )
    assert query(counted) == [
        (f"2023-01-0{day}", 3, "streams-3") for day in (4, 5, 6, 7)
    ]  # fmt: skip


BAD: dict[str, tuple[str, str | bytes, str]] = {
    "no date": ("regional-global-daily-latest.csv", text(CURRENT), "does not say its chart, region and date"),
    "no region": ("daily-2023-01-04.csv", text(CURRENT), "does not say its chart, region and date"),
    "no such day": ("regional-us-daily-2023-02-30.csv", text(CURRENT), "there is no such day"),
    "before Spotify": ("regional-global-weekly-1999-01-07.csv", text(CURRENT), "Spotify began on 2008-10-07"),
    "to come": ("regional-us-weekly-2099-01-01.csv", text(CURRENT), "there is no such chart yet"),
    "no Thursday": ("regional-us-weekly-2023-01-04.csv", text(CURRENT), "after its last day, a Thursday"),
    "no week": (
        "regional-us-weekly-2020-01-03--2020-01-09.csv", NOTE + text(LEGACY), "its Friday and the next",
    ),
    "HTML": ("viral-de-daily-2023-01-05.csv", "<!DOCTYPE html><p>Log in", "not a CSV file but an HTML page"),
    "empty": ("viral-de-daily-2023-01-06.csv", "", "is empty"),
    "no rows": ("viral-de-daily-2023-01-08.csv", CURRENT + "\n", "holds no rows"),
    "other header": ("regional-us-daily-2023-01-07.csv", "a,b\n1,2\n", "has the header of no format"),
    "column missing": (
        "regional-us-daily-2023-01-09.csv", text(CURRENT.replace("uri,", "")), "lacks the column uri",
    ),
    "UTF-16": ("regional-us-daily-2023-01-10.csv", text(CURRENT).encode("utf-16"), "UTF-8"),
    "Latin-1": (
        "regional-us-daily-2023-01-11.csv",
        text(CURRENT).replace("track_name-1", "Ærø").encode("latin-1"),
        "is not UTF-8",
    ),
    "rank repeated": (
        "regional-us-daily-2023-01-12.csv", text(CURRENT, [1, 2, 2, 3]),
        "1 of 4 rows are wrong; the first is line 4 (repeated rank)",
    ),
    "no rank": (
        "regional-us-daily-2020-01-13.csv", NOTE + text(LEGACY, [1, "first", 0]),
        "2 of 3 rows are wrong; the first is line 4 (no rank)",
    ),
    "too few fields": (
        "regional-us-daily-2023-01-14.csv", text(CURRENT) + "4,spotify:track:x\n",
        "the first is line 5 (too few fields)",
    ),
    "open quote": ("regional-us-daily-2023-01-15.csv", text(CURRENT) + '4,"x\n', "unbalanced quote"),
    "cut gzip": (
        "regional-us-daily-2023-01-16.csv.gz", gzip.compress(text(CURRENT).encode())[:-9], "truncated",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_left_out_and_named_and_the_others_are_loaded(
    kind: str, fetch: Fetch, folder: Path, query: Query
) -> None:
    name, content, said = BAD[kind]
    put(folder, **{GOOD: BOM + text(CURRENT), name: content})
    done = fetch()
    assert done.returncode == 3, done.stderr
    (line,) = problems(done)
    assert name in line
    assert said in line
    assert line.endswith("the file is left out")
    assert counts(query) == {"current": 3}
    log = query("select status, uri, rows_read, rows_loaded, rows_rejected from raw.load_log order by status")
    failed, loaded, *skipped = log
    assert (failed[0], Path(failed[1]).name, failed[2]) == ("failed", name, failed[3] + failed[4])
    assert (loaded[0], loaded[2:]) == ("loaded", (3, 3, 0))
    assert {row[0] for row in skipped} == {"skipped"}


def test_the_reject_log_names_the_rows_that_spoil_a_file(fetch: Fetch, folder: Path, query: Query) -> None:
    put(folder, **{GOOD: text(CURRENT), BAD["rank repeated"][0]: BAD["rank repeated"][1]})
    assert fetch().returncode == 3
    assert query("select file_name, line_number, reason, line_text[:5] from raw.reject_log") == [
        (BAD["rank repeated"][0], 4, "REPEATED_RANK", "2,uri")
    ]
    assert query("select rows_read, rows_rejected from raw.load_log where status = 'failed'") == [(4, 4)]


def test_where_all_files_are_bad_the_table_keeps_its_last_load(
    fetch: Fetch, folder: Path, query: Query
) -> None:
    put(folder, **{GOOD: text(CURRENT)})
    assert fetch().returncode == 0
    put(folder, **{GOOD: "<html>"})
    done = fetch()
    assert done.returncode == 1
    assert counts(query) == {"current": 3}


def test_missing_ranks_are_said_and_loaded(fetch: Fetch, folder: Path, query: Query) -> None:
    put(folder, **{GOOD: text(CURRENT, [1, 2, 4, 7]), "viral-de-daily-2023-01-05.csv": text(CURRENT, [2])})
    done = fetch()
    assert (done.returncode, done.stderr) == (0, "")
    assert f"ranks are missing in {GOOD} (3, 5, 6) and 1 more" in done.stdout
    assert counts(query) == {"current": 5}


def test_a_folder_that_is_not_there_fails_its_tables_in_one_line(fetch: Fetch, tmp_path: Path) -> None:
    done = fetch(MEDIA_SPOTIFY_DIR=str(tmp_path / "nowhere"))
    assert done.returncode == 1
    assert problems(done) == [f"MEDIA_SPOTIFY_DIR: there is no folder {tmp_path / 'nowhere'}"]


def test_a_folder_without_charts_fails_its_tables_in_one_line(
    fetch: Fetch, folder: Path, kaggle: str, query: Query
) -> None:
    put(folder, **{"notes.txt": "no chart"})
    done = fetch(MEDIA_SPOTIFY_DATASETS="archive", MEDIA_KAGGLE_URL=kaggle)
    assert done.returncode == 3
    assert problems(done) == [f"MEDIA_SPOTIFY_DIR: there is no chart (CSV) in {folder}"]
    assert counts(query) == {"archive": 3}


def test_a_folder_without_charts_is_named_by_the_option_that_named_it(
    loaders: Fetch, folder: Path, query: Query
) -> None:
    done = loaders("fetch", "--mode", "full", "--source", "spotify", "--from-dir", folder)
    assert done.returncode == 1
    assert problems(done) == [f"--from-dir: there is no chart (CSV) in {folder}"]


def test_without_a_folder_or_a_dataset_nothing_is_done_and_that_is_no_failure(
    fetch: Fetch, query: Query
) -> None:
    done = fetch(MEDIA_SPOTIFY_DIR="")
    assert (done.returncode, done.stderr) == (0, "")
    reasons = query("select distinct status, reason_code from raw.load_log")
    assert reasons == [("skipped", "NOT_CONFIGURED")]


@pytest.fixture
def kaggle(tmp_path: Path) -> Iterator[str]:
    """The address of a Kaggle that has the two datasets."""
    root = tmp_path / "origin"
    put(
        root / "kaggle",
        **{
            "dhruvildave__spotify-charts__charts.csv": text(ARCHIVE),
            "gonzalopezgil__spotify-charts-daily-updated__charts_songs_daily.csv": text(DAILY),
        },
    )
    with SampleOrigin(root) as origin:
        yield origin.url("kaggle")


@pytest.mark.parametrize(
    ("datasets", "expected"),
    [
        ("", {"archive": 3}),
        ("daily", {"daily": 3}),
        ("archive,daily", {"archive": 3, "daily": 3}),
        ("none", {}),
    ],
)
def test_kaggle_gives_the_datasets_that_are_asked_for(
    datasets: str, expected: dict[str, int], fetch: Fetch, query: Query, kaggle: str
) -> None:
    done = fetch(MEDIA_SPOTIFY_DIR="", MEDIA_SPOTIFY_DATASETS=datasets, MEDIA_KAGGLE_URL=kaggle)
    assert (done.returncode, done.stderr) == (0, "")
    assert counts(query) == expected


def test_the_user_s_own_archive_comes_before_kaggle(fetch: Fetch, folder: Path, query: Query) -> None:
    put(folder, **{"charts.csv": text(ARCHIVE, range(1, 6))})
    done = fetch(MEDIA_SPOTIFY_DATASETS="archive", MEDIA_KAGGLE_URL="http://127.0.0.1:1/")
    assert (done.returncode, done.stderr) == (0, "")
    assert counts(query) == {"archive": 5}


def test_an_archive_without_a_column_is_refused(fetch: Fetch, folder: Path, query: Query) -> None:
    put(folder, **{"charts.csv": text(ARCHIVE.replace(",chart", "")), GOOD: text(CURRENT)})
    done = fetch()
    assert done.returncode == 3
    assert "charts.csv lacks the column chart" in problems(done)[0]
    assert counts(query) == {"current": 3}


def test_from_dir_shares_a_folder_with_other_sources(loaders: Fetch, folder: Path, query: Query) -> None:
    put(
        folder,
        **{
            "users.csv": "user_id,email\n1,a@example.org\n",
            "spotify__regional-us-daily-2023-01-04.csv": text(CURRENT),
            "viral-de-daily-2023-01-05.csv": "a,b\n1,2\n",
        },
    )
    done = loaders("fetch", "--mode", "full", "--source", "spotify", "--from-dir", folder)
    assert done.returncode == 3
    (line,) = problems(done)
    assert "viral-de-daily-2023-01-05.csv" in line
    assert counts(query) == {"current": 3}


def test_one_table_alone_leaves_the_others_as_they_are(fetch: Fetch, folder: Path, query: Query) -> None:
    put(folder, **{GOOD: text(CURRENT), "charts.csv": text(ARCHIVE)})
    assert fetch("--table", "spotify_charts_archive").returncode == 0
    assert counts(query) == {"archive": 3}


def test_a_file_that_cannot_be_read_is_one_line(folder: Path) -> None:
    put(folder, **{GOOD: text(CURRENT)})
    (file,) = find_files(folder, Spotify().tables, is_shared=False)
    file.path.unlink()
    with pytest.raises(FileRefusedError, match="cannot read"):
        check(file)


def test_the_setting_of_the_datasets_is_checked(tmp_path: Path) -> None:
    def named(value: str) -> tuple[str, ...]:
        return Settings.load({"MEDIA_SPOTIFY_DATASETS": value}, tmp_path).spotify_datasets

    assert (named(""), named("none"), named("Daily, archive")) == (("archive",), (), ("daily", "archive"))
    with pytest.raises(UsageError, match="must be archive, daily"):
        named("weekly")
