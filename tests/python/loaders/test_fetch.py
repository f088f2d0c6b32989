"""`loaders fetch` on good input: what it loads, what it writes into the logs, what it leaves alone."""

from __future__ import annotations

import gzip
import json
import os
import pty
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from provider import MODIFIED, TABLES, Provider, good_files, good_rows, tsv

from loaders.sources import SOURCES

Fetch = Callable[..., CompletedProcess[str]]
Query = Callable[[str], list[tuple[Any, ...]]]
Tables = Callable[[], dict[str, list[tuple[Any, ...]]]]
RATINGS = "title.ratings.tsv.gz"


def test_all_seven_files_are_loaded(fetch: Fetch, query: Query, tables: Tables, tmp_path: Path) -> None:
    done = fetch()
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 8, "a line a file and one in all"
    columns = query(
        "select table_name, column_name, data_type from duckdb_columns() where table_name like 'imdb_%' "
        "order by table_name, column_index"
    )
    known = sorted(TABLES.values(), key=lambda table: table.name)
    assert columns == [(table.name, column, "VARCHAR") for table in known for column in table.columns]
    assert {name: len(rows) for name, rows in tables().items()} == {table.name: 40 for table in known}
    assert query("select count(*) from raw.load_log") == [(7,)]
    facts = query(
        "select distinct source, data_mode, data_nature, status, reason_code, snapshot_date::varchar, "
        "last_modified::varchar, rows_read, rows_loaded, rows_rejected, rows_duplicate, "
        "finished_at >= started_at from raw.load_log"
    )
    day = "2026-03-01"
    assert facts == [("imdb", "live", "observed", "loaded", None, day, f"{day} 08:00:00", 40, 40, 0, 0, True)]
    assert {path.name for path in (tmp_path / "data/downloads/live/imdb").iterdir()} == {
        name for file in TABLES for name in (file, f"{file}.json")
    }
    assert not list((tmp_path / "temp").iterdir())


def test_awkward_text_survives(fetch: Fetch, query: Query, provider: Provider) -> None:
    rows = [
        [
            "tt0000001",
            "tvMovie",
            '"Swing it" magistern',
            'an unbalanced " quote',
            "0",
            "1940",
            "\\N",
            "92",
            "Comedy",
        ],
        ["tt10000002", "movie", "None", "NA", "0", "null", "NULL", "nan", "\\N"],
        ["tt0000003", "movie", "Åse 東京 ñ\u200b", "C:\\temp\\", "1", "", " ", "#", "Film-Noir,War"],
        ["tt0000004", "movie", "a,b;c", "two\x02parts\x00", "0", "\\n", "\\N ", "-1", "'"],
    ]
    provider.files["title.basics.tsv.gz"] = tsv(TABLES["title.basics.tsv.gz"].columns, rows)
    assert fetch("--table", "title.basics").returncode == 0
    expected = [tuple(None if field == "\\N" else field for field in row) for row in rows]
    assert query("from raw.imdb_title_basics order by tconst") == sorted(expected)


def test_a_file_may_have_its_columns_in_another_order_a_bom_and_several_members(
    fetch: Fetch, query: Query, provider: Provider
) -> None:
    half = b"\xef\xbb\xbfnumVotes\ttconst\taverageRating\n5\ttt1\t7.5\n"
    provider.files[RATINGS] = gzip.compress(half) + gzip.compress(b"6\ttt2\t8.0")
    assert fetch("--table", "title_ratings").returncode == 0
    assert query("from raw.imdb_title_ratings order by 1") == [("tt1", "7.5", "5"), ("tt2", "8.0", "6")]


def test_a_second_fetch_downloads_nothing_and_changes_nothing(
    fetch: Fetch, query: Query, provider: Provider, tables: Tables
) -> None:
    assert fetch().returncode == 0
    before = tables()
    provider.requests.clear()
    again = fetch()
    assert (again.returncode, again.stdout.count("unchanged")) == (0, 8)
    assert len(provider.requests) == 7
    assert all("If-None-Match" in headers for _, headers in provider.requests)
    assert tables() == before
    facts = query(
        "select table_name, sha256, bytes, rows_read, rows_loaded, rows_duplicate, snapshot_date, etag, "
        "last_modified, count(distinct run_id), list(status order by started_at) "
        "from raw.load_log group by all"
    )
    assert [row[-2:] for row in facts] == [(2, ["loaded", "unchanged"])] * 7


def test_a_second_fetch_downloads_nothing_even_where_the_downloads_are_gone(
    fetch: Fetch, provider: Provider, tmp_path: Path
) -> None:
    assert fetch().returncode == 0
    for path in (tmp_path / "data/downloads/live/imdb").iterdir():
        path.unlink()
    assert fetch().stdout.count("unchanged") == 8
    assert not list((tmp_path / "data/downloads/live/imdb").iterdir())
    forced = fetch("--force", "--table", "title.crew")
    assert forced.stdout.split()[1] == "loaded"


def test_a_new_version_is_loaded_and_the_same_text_under_a_new_etag_is_not(
    fetch: Fetch, query: Query, provider: Provider
) -> None:
    file = TABLES[RATINGS]
    assert fetch("--table", file.name).returncode == 0
    provider.files[RATINGS] = tsv(file.columns, good_rows(RATINGS, 41))
    assert fetch("--table", file.name).stdout.split()[1:3] == ["loaded", "41"]
    provider.files[RATINGS] = provider.files[RATINGS][:4] + b"\x01" + provider.files[RATINGS][5:]
    assert query("select count(*) from raw.imdb_title_ratings") == [(41,)]


def test_a_table_that_lost_its_rows_is_loaded_again(
    fetch: Fetch, query: Query, media_env: dict[str, str]
) -> None:
    import duckdb

    assert fetch("--table", "title.crew").returncode == 0
    with duckdb.connect(media_env["MEDIA_WAREHOUSE"]) as connection:
        connection.execute("delete from raw.imdb_title_crew")
    assert fetch("--table", "title.crew").stdout.split()[1] == "loaded"
    assert query("select count(*) from raw.imdb_title_crew") == [(40,)]


def test_only_the_tables_asked_for_are_loaded_and_the_others_exist(fetch: Fetch, tables: Tables) -> None:
    done = fetch(
        "--source", "imdb", "--table", "title.basics", "imdb_title_crew,name_basics", "--table", "title_akas"
    )
    assert done.returncode == 0
    loaded = {name for name, rows in tables().items() if rows}
    assert loaded == {"imdb_title_basics", "imdb_title_crew", "imdb_name_basics", "imdb_title_akas"}


def test_duplicates_are_loaded_and_counted(fetch: Fetch, query: Query, provider: Provider) -> None:
    columns = TABLES["title.principals.tsv.gz"].columns
    rest = ["nm1", "actor", "\\N", "\\N"]
    keys = [
        ("tt1", "1"),
        ("tt1", "1"),
        ("tt1", "2"),
        ("tt01", "1"),
        ("tt2", "300"),
        ("tt3", "44"),
        ("tt2", "300"),
    ]
    keys += [("x", "y"), ("x", "y"), ("\\N", "1"), ("\\N", "1"), ("tt4", str(10**30)), ("tt4", "257")]
    provider.files["title.principals.tsv.gz"] = tsv(columns, [[*key, *rest] for key in keys])
    assert fetch("--table", "title.principals").returncode == 0
    assert query("select rows_loaded, rows_duplicate from raw.load_log") == [(13, 4)]


def test_limit_takes_the_first_rows_and_a_full_load_follows(fetch: Fetch, query: Query) -> None:
    assert fetch("--table", "title.crew", "--limit", "3").returncode == 0
    assert query("select tconst from raw.imdb_title_crew order by 1") == [
        ("tt0000001",),
        ("tt0000002",),
        ("tt0000003",),
    ]
    assert fetch("--table", "title.crew", "--limit", "3").stdout.split()[1] == "unchanged"
    assert fetch("--table", "title.crew").stdout.split()[1] == "loaded"
    assert query(
        "select rows_read, rows_loaded, reason_code, message from raw.load_log order by finished_at"
    ) == [
        (3, 3, "ROW_LIMIT", "first 3 rows"),
        (3, 3, "ROW_LIMIT", "first 3 rows"),
        (40, 40, None, None),
    ]


def test_dry_run_does_nothing(fetch: Fetch, provider: Provider, tmp_path: Path) -> None:
    done = fetch("--dry-run", "--table", "title.crew")
    assert done.returncode == 0
    assert f"raw.imdb_title_crew from {provider.url}title.crew.tsv.gz" in done.stdout
    assert not provider.requests
    assert not list(tmp_path.iterdir())


@pytest.fixture
def own_files(tmp_path: Path) -> Path:
    """A folder with the seven files, dated 2026-02-27 and 2026-02-28."""
    folder = tmp_path / "own"
    folder.mkdir()
    for number, (name, content) in enumerate(good_files().items()):
        (folder / name).write_bytes(content)
        day = MODIFIED - 86400 * (1 + number % 2)
        os.utime(folder / name, (day, day))
    return folder


def test_files_of_the_users_own_are_loaded_and_left_as_they_are(
    fetch: Fetch, query: Query, provider: Provider, own_files: Path
) -> None:
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in own_files.iterdir()}
    done = fetch("--from-dir", own_files)
    assert (done.returncode, done.stderr, provider.requests) == (0, "", [])
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in own_files.iterdir()} == before
    days = query("select distinct snapshot_date::varchar from raw.load_log order by 1")
    assert days == [("2026-02-27",), ("2026-02-28",)]
    assert query("select distinct uri like 'file:///%', rows_loaded from raw.load_log") == [(True, 40)]
    assert fetch("--from-dir", own_files).stdout.count("unchanged") == 8
    dated = fetch("--from-dir", own_files, "--snapshot-date", "2026-01-31", "--table", "title.crew")
    assert dated.stdout.split()[1] == "loaded"
    assert query("select max_by(snapshot_date, finished_at)::varchar from raw.load_log") == [("2026-01-31",)]


@pytest.mark.parametrize("day", ["2009-12-31", "2099-01-01"])
def test_a_snapshot_of_an_impossible_day_is_refused(day: str, fetch: Fetch, provider: Provider) -> None:
    done = fetch("--snapshot-date", day)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert f"--snapshot-date {day}: give a day from 2010-01-01 to today" in line
    assert provider.requests == []


def test_missing_files_of_the_users_own_are_named_in_one_line(
    fetch: Fetch, query: Query, own_files: Path
) -> None:
    for name in ("title.akas.tsv.gz", RATINGS):
        (own_files / name).unlink()
    done = fetch("--from-dir", own_files)
    assert done.returncode == 3
    assert done.stderr == f"loaders: not in {own_files}: title.akas.tsv.gz, title.ratings.tsv.gz\n"
    assert query("select count(*) from raw.load_log where reason_code = 'FILE_MISSING'") == [(2,)]
    none = fetch("--from-dir", own_files, "--table", "title.ratings")
    assert none.returncode == 1


def test_a_file_of_the_users_own_that_cannot_be_read(fetch: Fetch, own_files: Path) -> None:
    (own_files / RATINGS).unlink()
    (own_files / RATINGS).symlink_to("/proc/self/mem")  # root may open it, and reading it fails all the same
    done = fetch("--from-dir", own_files)
    assert done.returncode == 3
    assert f"cannot read {own_files / RATINGS}: " in done.stderr


def test_new_columns_are_left_out_where_the_user_allows_it(
    fetch: Fetch, query: Query, provider: Provider
) -> None:
    provider.files[RATINGS] = tsv(["tconst", "new", "averageRating", "numVotes"], [["tt1", "x", "9.0", "5"]])
    done = fetch("--table", "title.ratings", "--allow-new-columns")
    assert done.returncode == 0
    assert done.stderr == "loaders: title.ratings.tsv.gz: not loaded, as unknown: column new\n"
    assert query("from raw.imdb_title_ratings") == [("tt1", "9.0", "5")]


def test_the_sample_never_replaces_real_data_unasked(
    fetch: Fetch, query: Query, loaders: Fetch, own_files: Path
) -> None:
    assert fetch().returncode == 0
    test_mode = ("fetch", "--mode", "test", "--from-dir", own_files)
    refused = loaders(*test_mode)
    assert refused.returncode == 2
    assert len(refused.stderr.splitlines()) == 1
    assert "MEDIA_WAREHOUSE" in refused.stderr
    assert "--force" in refused.stderr
    assert query("select distinct data_mode from raw.load_log") == [("live",)]
    assert loaders(*test_mode, "--force").returncode == 0
    latest = (
        "select distinct data_mode, data_nature, status from raw.load_log "
        "where data_mode <> 'live' and source = 'imdb'"
    )
    assert query(latest) == [("sample", "synthetic", "loaded")]
    assert fetch().returncode == 0, "real data over the sample is allowed"
    assert query("select data_mode from raw.load_log order by finished_at desc limit 1") == [("live",)]


@pytest.mark.parametrize("folder", ["smp", "smp/imdb"])
def test_a_generated_sample_never_passes_for_real_data(
    loaders: Fetch, query: Query, tmp_path: Path, folder: str
) -> None:
    assert loaders("sample", "--scale", "0.0002", "--seed", "3", "--out", "smp").returncode == 0
    refused = loaders("fetch", "--mode", "full", "--source", "imdb", "--from-dir", folder)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    assert f"--mode test --from-dir {folder}" in refused.stderr
    assert not (tmp_path / "media.duckdb").exists()
    assert loaders("fetch", "--mode", "test", "--from-dir", "smp/imdb").returncode == 0
    assert query("select distinct data_mode, data_nature from raw.load_log") == [("sample", "synthetic")]


def test_test_mode_pulls_the_sample_once(
    loaders: Fetch, tables: Tables, query: Query, tmp_path: Path
) -> None:
    """Of all sources, whatever credentials the user has; nothing of it is fetched twice."""
    own = {"TMDB_API_TOKEN": "my-own", "KAGGLE_API_TOKEN": "my-own", "MEDIA_SALT": "my-own"}
    first = loaders("fetch", "--mode", "test", **own)
    assert (first.returncode, first.stderr) == (0, "")
    before = tables()
    assert all(before.values())
    names = {table.name for source in SOURCES.values() for table in source.tables}
    assert {name for (name,) in query("select table_name from raw.load_log where rows_loaded > 0")} == names
    assert query("select distinct data_mode, data_nature, snapshot_date::varchar from raw.load_log") == [
        ("sample", "synthetic", "2026-03-01")
    ]
    again = loaders("fetch", "--mode", "test", **own)
    assert (again.returncode, again.stdout.count(" unchanged ")) == (0, len(names))
    first_log, second_log = sorted((tmp_path / "data/calls").iterdir())
    assert "my-own" not in first_log.read_text()
    second = [json.loads(line) for line in second_log.open()]
    fetched = [call["source"] for call in second if call["status_code"] not in (302, 304)]
    assert fetched == ["tmdb"], "nothing but the question whether the token holds good"
    assert {call["source"] for call in second} >= {"imdb", "netflix", "spotify", "netflix_top10"}
    assert tables() == before


def test_a_terminal_has_bars_and_problems_still_go_to_stderr(
    provider: Provider, media_env: dict[str, str], script_path: Callable[[str], Path], tmp_path: Path
) -> None:
    provider.files["title.akas.tsv.gz"] = b"<html>"
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [script_path("loaders"), "fetch", "--mode", "full", "--table", "title.crew", "title.akas"],
        cwd=tmp_path,
        env=media_env | {"MEDIA_IMDB_URL": provider.url, "TERM": "xterm", "COLUMNS": "120"},
        stdout=theirs,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # how Linux says that the other side has closed
            while piece := os.read(ours, 65536):
                shown += piece
        assert process.stderr is not None
        problems = process.stderr.read()
    os.close(ours)
    assert process.returncode == 3
    assert problems.count("\n") == 1
    assert problems.startswith("loaders: imdb_title_akas: title.akas.tsv.gz is not a TSV file but an HTML")
    assert "downloading" in shown.decode()
    assert "imdb_title_crew            loaded" in shown.decode()


def test_sources_shows_what_is_loaded(fetch: Fetch, loaders: Fetch, media_env: dict[str, str]) -> None:
    empty = loaders("sources", COLUMNS="80")
    assert (empty.returncode, empty.stderr) == (0, "")
    assert "0/7" in empty.stdout
    assert "never" in empty.stdout
    assert fetch().returncode == 0
    done = loaders("sources", COLUMNS="80")
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    for part in ("imdb", "7/7", "280", "live", "0 min"):
        assert part in lines[1]
    details = " ".join(done.stdout.split())
    for source in SOURCES.values():
        assert f"{source.licence}; credential: " in details
    assert "TMDB_API_TOKEN is not set" in details
    Path(media_env["MEDIA_WAREHOUSE"]).write_text("no database" * 1000)
    broken = loaders("sources")
    assert (broken.returncode, broken.stdout, len(broken.stderr.splitlines())) == (1, "", 1)


def test_the_call_log_tells_every_call(fetch: Fetch, provider: Provider, tmp_path: Path) -> None:
    assert fetch("--table", "title.crew").returncode == 0
    assert fetch("--table", "title.crew").returncode == 0
    calls = [json.loads(line) for path in (tmp_path / "data/calls").iterdir() for line in path.open()]
    calls.sort(key=lambda call: call["started_at"])
    names = (
        "seq run_id started_at source method url params attempt status_code outcome error_class "
        "retry_after_s duration_ms response_bytes response_sha256 records cache saved_as"
    )
    assert all(list(call) == names.split() for call in calls)
    told = [(c["status_code"], c["outcome"], c["cache"], c["records"], c["saved_as"]) for c in calls]
    saved = "downloads/live/imdb/title.crew.tsv.gz"
    assert told == [(200, "ok", "miss", 40, saved), (304, "not_modified", "hit", None, None)]
    assert calls[0]["response_bytes"] == len(provider.files["title.crew.tsv.gz"])
    assert calls[0]["url"] == f"{provider.url}title.crew.tsv.gz"
