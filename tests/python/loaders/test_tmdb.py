"""TMDB, as a user meets it: what is asked for and kept, what goes wrong, and where the token is not."""

from __future__ import annotations

import gzip
import json
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import duckdb
import pytest
from provider import Fault, Provider, body, reset, status
from tmdb_provider import FILMS, MISS, SERIES, TOKEN, Tmdb, busy, film, imdb_files

Run = Callable[..., CompletedProcess[str]]
Query = Callable[[str], list[tuple[Any, ...]]]
TODAY = datetime.now(UTC).date()
LAST_WEEK = TODAY - timedelta(days=7)
DETAILS = sorted([*(f"/movie/{n}" for n in FILMS.values()), *(f"/tv/{n}" for n in SERIES.values())])
FINDS = sorted(f"/find/{tt}" for tt in (*FILMS, *SERIES, MISS))
API = ("regions", "providers", "genres", "discover", "find", "movies", "tv", "offers")


@pytest.fixture
def tmdb() -> Iterator[Tmdb]:
    """A well-behaved TMDB; exports of any day are there."""
    with Tmdb() as server:
        yield server


@pytest.fixture
def with_imdb(loaders: Run, media_env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> None:
    """The warehouse has IMDb: loaded by the first test that needs it, copied for the others."""
    kept = tmp_path_factory.getbasetemp() / "with_imdb.duckdb"
    if not kept.exists():
        with Provider(imdb_files()) as imdb:
            words = ("fetch", "--mode", "full", "--source", "imdb")
            assert loaders(*words, MEDIA_IMDB_URL=imdb.url).returncode == 0
        shutil.copy(media_env["MEDIA_WAREHOUSE"], kept)
    shutil.copy(kept, media_env["MEDIA_WAREHOUSE"])


def settings_for(tmdb: Tmdb) -> dict[str, str]:
    """The settings of a fetch from this server."""
    return {
        "MEDIA_TMDB_URL": tmdb.url,
        "MEDIA_TMDB_EXPORTS_URL": f"{tmdb.url}exports/",
        "MEDIA_TMDB_RATE": "2000",
        "TMDB_API_TOKEN": TOKEN,
    }


@pytest.fixture
def fetch(loaders: Run, tmdb: Tmdb, with_imdb: None) -> Run:
    """`loaders fetch --mode full --source tmdb` of the API's tables, into a warehouse that has IMDb."""

    def run(*arguments: str | Path, **settings: str) -> CompletedProcess[str]:
        tables = () if "--table" in arguments else ("--table", ",".join(API))
        words = ("fetch", "--mode", "full", "--source", "tmdb", *tables, *arguments)
        return loaders(*words, **settings_for(tmdb) | settings)

    return run


def only_line(done: CompletedProcess[str]) -> str:
    """The one line on stderr."""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("loaders: ")
    return lines[0]


def statuses(query: Query) -> dict[str, str]:
    """The status of each of TMDB's tables in the latest run."""
    rows = query("select table_name, status from raw.load_log where source = 'tmdb' order by finished_at")
    return dict(rows)


# What is asked for, and what is kept


def test_the_most_voted_titles_are_asked_for_and_kept_as_they_came(
    fetch: Run, tmdb: Tmdb, query: Query
) -> None:
    del tmdb.answers["/movie/102"]
    assert fetch().returncode == 0
    asked = [(path, params) for _, path, params, _ in tmdb.asked]
    assert sorted(path for path, _ in asked if path.startswith("/find/")) == FINDS
    assert ("/movie/101", {"append_to_response": "watch/providers,external_ids"}) in asked
    assert all(headers["Authorization"] == f"Bearer {TOKEN}" for *_, headers in tmdb.asked)
    assert query("select tmdb_id, asked_imdb_id, status_code from raw.tmdb_movies order by 1") == [
        (number, tt, 404 if number == 102 else 200) for tt, number in FILMS.items()
    ]
    assert query("select tmdb_id, asked_imdb_id, snapshot_date, data_mode from raw.tmdb_tv") == [
        (101, "tt0000004", TODAY, "live")
    ]
    ((payload,),) = query("select payload from raw.tmdb_movies where tmdb_id = 103")
    offers = film(103)["watch/providers"]["results"]
    assert json.loads(payload) | {"watch/providers": {"results": offers}} == film(103)
    ((region, payload),) = query("select region, payload from raw.tmdb_offers where tmdb_id = 103")
    assert {region: json.loads(payload)} == offers
    assert query("select media_type, tmdb_id from raw.tmdb_offers order by all") == [
        ("movie", number) for number in FILMS.values() if number != 102
    ]
    assert query("select payload from raw.tmdb_movies where tmdb_id = 102") == [(None,)]
    assert query("select media_type, provider_id, region, page from raw.tmdb_discover order by all") == [
        (kind, provider, "US", page) for kind in ("movie", "tv") for provider in (8, 15) for page in (1, 2)
    ]
    counts = query(
        "select table_name, rows_read, rows_loaded, rows_rejected from raw.load_log "
        "where source = 'tmdb' and table_name in ('tmdb_movies', 'tmdb_find') order by 1"
    )
    assert counts == [("tmdb_find", 7, 7, 0), ("tmdb_movies", 5, 5, 0)]


def test_the_limit_is_the_number_of_titles(fetch: Run, tmdb: Tmdb) -> None:
    assert fetch("--limit", "2").returncode == 0
    assert [path for path in tmdb.paths() if path.startswith("/find/")] == FINDS[:2]


def test_a_part_of_the_titles_says_so_until_all_are_asked_for(fetch: Run, query: Query) -> None:
    def told() -> list[tuple[object, ...]]:
        return query("""
            select table_name, reason_code, message from raw.load_log
            where table_name in ('tmdb_movies', 'tmdb_tv', 'tmdb_genres')
            qualify row_number() over (partition by table_name order by finished_at desc) = 1
            order by table_name
        """)

    note = ("ROW_LIMIT", "the 9 most voted titles")
    whole = [("tmdb_genres", None, None), ("tmdb_movies", None, None), ("tmdb_tv", None, None)]
    assert fetch("--limit", "9").returncode == 0
    assert told() == [whole[0], ("tmdb_movies", *note), ("tmdb_tv", *note)]
    assert fetch().returncode == 0
    assert told() == whole, "though the answers are the same"
    # all of today's answers are there: a limit takes none away
    assert fetch("--limit", "1").returncode == 0
    assert told() == whole


def test_what_came_today_is_not_asked_for_again(fetch: Run, tmdb: Tmdb, query: Query) -> None:
    assert fetch().returncode == 0
    tmdb.paths()
    again = fetch()
    assert again.returncode == 0, again.stderr
    assert tmdb.paths() == ["/watch/providers/regions"]
    assert statuses(query) == {f"tmdb_{name}": "unchanged" for name in API}
    assert fetch("--force").returncode == 0
    assert {*DETAILS} <= {*tmdb.paths()}
    assert query("select count(*) from raw.tmdb_movies") == [(5,)]


def test_another_day_is_another_snapshot_and_known_ids_are_not_looked_up_again(
    fetch: Run, tmdb: Tmdb, query: Query
) -> None:
    del tmdb.answers["/movie/102"]
    assert fetch("--snapshot-date", str(LAST_WEEK)).returncode == 0
    tmdb.paths()
    tmdb.answers["/watch/providers/movie"]["results"][0]["provider_name"] = "Netflix New"
    assert fetch("--snapshot-date", str(TODAY)).returncode == 0
    # a miss may have been added meanwhile, and a deleted title may have got another id
    assert [path for path in tmdb.paths() if path.startswith("/find/")] == [
        "/find/tt0000002",
        f"/find/{MISS}",
    ]
    assert query("select snapshot_date, count(*) from raw.tmdb_movies group by 1 order by 1") == [
        (LAST_WEEK, 5), (TODAY, 5),
    ]  # fmt: skip
    names = query(
        "select payload like '%Netflix New%' from raw.tmdb_providers where media_type = 'movie' "
        "order by snapshot_date"
    )
    assert names == [(False,), (True,)]


@pytest.mark.parametrize("end", ["unchanged", "skipped", "failed"])
def test_snapshots_older_than_the_terms_allow_are_purged_whatever_becomes_of_the_source(
    fetch: Run, tmdb: Tmdb, query: Query, end: str
) -> None:
    tmdb.always = lambda path: body(tmdb.export) if "_ids_" in path else None
    kept = TODAY - timedelta(days=180)
    assert fetch("--snapshot-date", str(kept - timedelta(days=1)), "--table", "movie_ids").returncode == 0
    for day in (kept, TODAY, kept - timedelta(days=1)):
        assert fetch("--snapshot-date", str(day)).returncode == 0
    with duckdb.connect(str(Path.cwd() / "media.duckdb")) as connection:
        for table in API:
            connection.execute(
                f"insert into raw.tmdb_{table} (snapshot_date, data_mode) values ('2020-01-01', 'sample')"
            )
    if end == "failed":
        tmdb.always = lambda path: status(500)
    done = fetch("--table", "regions", **{"TMDB_API_TOKEN": ""} if end == "skipped" else {})
    assert done.returncode == (1 if end == "failed" else 0)
    assert statuses(query)["tmdb_regions"] in (end, "loaded")
    for table in API:
        days = query(f"select distinct snapshot_date from raw.tmdb_{table} order by 1")
        assert days == [(date(2020, 1, 1),), (kept,), (TODAY,)], table
    assert query("select count(*) from raw.tmdb_movie_ids") == [(0,)]


def test_only_the_answers_of_the_last_day_stay_on_disk(fetch: Run, tmp_path: Path) -> None:
    for day in ("2026-03-01", "2026-03-08"):
        assert fetch("--snapshot-date", day).returncode == 0
    folders = [path.name for path in (tmp_path / "data/downloads/live/tmdb").iterdir()]
    assert folders == ["2026-03-08"]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_run_is_gone_on_with(
    fetch: Run, tmdb: Tmdb, query: Query, media_env: dict[str, str], script_path: Callable[[str], Path],
    tmp_path: Path, how: signal.Signals,
) -> None:  # fmt: skip
    def slowly(path: str) -> None:
        if path == "/movie/105":
            time.sleep(30)

    tmdb.always = slowly
    command = [
        script_path("loaders"),
        "fetch",
        "--mode",
        "full",
        "--source",
        "tmdb",
        "--table",
        ",".join(API),
    ]
    process = subprocess.Popen(command, cwd=tmp_path, env=media_env | settings_for(tmdb))
    saved = tmp_path / f"data/downloads/live/tmdb/{TODAY}/movies.jsonl"
    for _ in range(400):
        if saved.exists() and saved.read_bytes().count(b"\n") == 4:
            break
        time.sleep(0.05)
    process.send_signal(how)
    assert process.wait(timeout=10) == (130 if how == signal.SIGINT else -how)
    with saved.open("ab") as file:
        file.write(b'{"tmdb_id":105,"payload":"cut')  # as if killed while writing
    tmdb.always = lambda path: None
    tmdb.paths()
    assert fetch().returncode == 0
    assert [path for path in tmdb.paths() if path in DETAILS] == ["/movie/105", "/tv/101"]
    assert query("select count(*), count(distinct tmdb_id) from raw.tmdb_movies") == [(5, 5)]


def test_without_imdb_one_line_says_what_to_do(loaders: Run, tmdb: Tmdb, query: Query) -> None:
    done = loaders(
        "fetch", "--mode", "full", "--source", "tmdb", "--table", "movies,regions", **settings_for(tmdb)
    )
    assert done.returncode == 3
    assert "run loaders fetch --source imdb first" in only_line(done)
    assert statuses(query) == {"tmdb_movies": "failed", "tmdb_regions": "loaded"}


# Exports


def test_without_a_token_the_exports_are_loaded_and_the_rest_is_skipped(
    loaders: Run, tmdb: Tmdb, query: Query
) -> None:
    tmdb.always = lambda path: body(tmdb.export) if "_ids_" in path else None
    done = loaders(
        "fetch", "--mode", "full", "--source", "tmdb", **settings_for(tmdb) | {"TMDB_API_TOKEN": ""}
    )
    assert done.returncode == 0
    assert "get a read access token at https://www.themoviedb.org/settings/api" in done.stdout
    assert query("select count(*), count(distinct data_mode) from raw.tmdb_movie_ids") == [(2, 1)]
    assert {status for table, status in statuses(query).items() if "_ids" not in table} == {"skipped"}
    assert {path.rpartition("/")[2][:4] for path in tmdb.paths()} == {"movi", "tv_s"}


@pytest.mark.parametrize("answer", [403, 404])
def test_an_export_that_is_not_made_yet_is_taken_of_the_day_before(
    loaders: Run, tmdb: Tmdb, query: Query, answer: int
) -> None:
    good = "/exports/movie_ids_02_28_2026.json.gz"
    tmdb.always = lambda path: body(tmdb.export) if path == good else status(answer)
    words = (
        "fetch",
        "--mode",
        "full",
        "--source",
        "tmdb",
        "--table",
        "movie_ids",
        "--snapshot-date",
        "2026-03-01",
    )
    assert loaders(*words, **settings_for(tmdb)).returncode == 0
    assert tmdb.paths() == ["/exports/movie_ids_02_28_2026.json.gz", "/exports/movie_ids_03_01_2026.json.gz"]
    assert query("select snapshot_date::varchar, count(*) from raw.tmdb_movie_ids group by 1") == [
        ("2026-03-01", 2)
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"results": [', "MALFORMED_JSON"),
        (b"[" * 100_000, "MALFORMED_JSON"),
        (b"Internal error", "MALFORMED_JSON"),
        (b"null", "WRONG_TYPE"),
        (b"NaN", "WRONG_TYPE"),
        (b"[1]", "WRONG_TYPE"),
        (b'{"name": "A"}', "WRONG_TYPE"),
        (b'{"id": "1"}', "WRONG_TYPE"),
        (b'{"id": 1.5}', "WRONG_TYPE"),
        (b'{"id": -1}', "WRONG_TYPE"),
        (b'{"id": 18446744073709551615}', "WRONG_TYPE"),
        (b'{"id": 1, "popularity": NaN}', "WRONG_TYPE"),
    ],
    ids=lambda value: value[:30],
)
def test_an_export_that_is_none_never_replaces_a_good_one(
    loaders: Run, tmdb: Tmdb, query: Query, line: bytes, reason: str
) -> None:
    def export(content: bytes) -> CompletedProcess[str]:
        tmdb.always = lambda path: body(gzip.compress(content))
        words = ("fetch", "--mode", "full", "--source", "tmdb", "--table", "movie_ids")
        return loaders(*words, **settings_for(tmdb))

    good = b"".join(b'{"id": %d, "popularity": 1.5}\n' % number for number in range(2000))
    assert export(good).returncode == 0
    refused = export(line + b"\n")
    assert refused.returncode == 1
    assert f"1 of 1 lines rejected, more than 0.1%; the first is line 1 ({reason})" in only_line(refused)
    assert "the table keeps its last load" in only_line(refused)
    assert query("select count(*) from raw.tmdb_movie_ids") == [(2000,)]
    done = export(good + line + b"\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert query("select count(*) from raw.tmdb_movie_ids") == [(2000,)]
    rejected = query("select line_number, reason, line_text from raw.reject_log order by 1 desc limit 1")
    assert rejected == [(2001, reason, line.decode()[:500])]


def test_an_export_that_is_nowhere_is_one_line(loaders: Run, tmdb: Tmdb) -> None:
    tmdb.always = lambda path: status(404)
    done = loaders(
        "fetch", "--mode", "full", "--source", "tmdb", "--table", "movie_ids", **settings_for(tmdb)
    )
    assert done.returncode == 1
    assert "answered 404" in only_line(done)
    assert len(tmdb.paths()) == 3


@pytest.mark.parametrize(
    ("now", "day"), [("2026-03-02T07:59", "2026-03-01"), ("2026-03-02T08:00", "2026-03-02")]
)
def test_exports_are_ready_by_eight(monkeypatch: pytest.MonkeyPatch, now: str, day: str) -> None:
    from loaders.sources import tmdb as module

    class Clock(datetime):
        @classmethod
        def now(cls, zone: Any = None) -> datetime:
            return datetime.fromisoformat(now).replace(tzinfo=zone)

    monkeypatch.setattr(module, "datetime", Clock)
    assert module._newest_export().isoformat() == day


# Bad answers


@pytest.mark.parametrize("answer", [7, 3], ids=["wrong", "expired"])
def test_a_refused_token_stops_the_source_with_one_line(
    fetch: Run, tmdb: Tmdb, query: Query, answer: int
) -> None:
    def refuse(handler: Any) -> None:
        handler.json(401, {"success": False, "status_code": answer, "status_message": "no"})

    tmdb.always = lambda path: refuse
    done = fetch()
    assert done.returncode == 1
    assert "https://www.themoviedb.org/settings/api" in only_line(done)
    assert tmdb.paths() == ["/watch/providers/regions"]
    assert TOKEN not in done.stdout + done.stderr
    assert query("select distinct status, reason_code from raw.load_log where source = 'tmdb'") == [
        ("failed", "CREDENTIAL_INVALID")
    ]


def test_a_token_that_expires_on_the_way_stops_what_is_left(fetch: Run, tmdb: Tmdb, query: Query) -> None:
    tmdb.always = lambda path: status(401) if path.startswith("/movie/") else None
    done = fetch()
    assert done.returncode == 3
    assert "refuses the token" in only_line(done)
    assert {table for table, found in statuses(query).items() if found == "failed"} == {
        "tmdb_find", "tmdb_movies", "tmdb_tv", "tmdb_offers",
    }  # fmt: skip
    tmdb.always = lambda path: None
    tmdb.paths()
    assert fetch().returncode == 0
    assert not {*FINDS} & {*tmdb.paths()}  # what was found before is kept


def cut(handler: Any) -> None:
    """Break off in the middle of the body."""
    handler.head(200, {"Content-Length": "99"})
    handler.wfile.write(b'{"id":')
    handler.close_connection = True


def hang(handler: Any) -> None:
    """Do not answer for longer than anybody waits."""
    time.sleep(2)


BAD = {
    "busy": (busy("0"), "HTTP_ERROR"),
    "broken": (status(500), "HTTP_ERROR"),
    "gone": (status(410), "HTTP_ERROR"),
    "reset": (reset, "INCOMPLETE"),
    "cut": (cut, "INCOMPLETE"),
    "hang": (hang, "TIMEOUT"),
    "malformed": (body(b'{"id": 101,'), "MALFORMED_JSON"),
    "wrong type": (body(b'{"id": 101, "runtime": "long"}'), "WRONG_TYPE"),
}


@pytest.mark.parametrize("kind", BAD)
def test_one_bad_answer_is_one_rejected_title(fetch: Run, tmdb: Tmdb, query: Query, kind: str) -> None:
    fault, wanted = BAD[kind]
    tmdb.always = lambda path: fault if path == "/movie/101" else None
    done = fetch(MEDIA_TIMEOUT_SECONDS="0.3" if kind == "hang" else "5")
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    counts = "select rows_read, rows_loaded, rows_rejected from raw.load_log where table_name = 'tmdb_movies'"
    assert query(counts) == [(5, 4, 1)]
    ((file, reason, line),) = query("select file_name, reason, line_text from raw.reject_log")
    assert file == "movies.jsonl"
    assert reason == wanted
    assert line.startswith("101 ")
    assert len(line) <= 500
    tmdb.always = lambda path: None
    tmdb.paths()
    assert fetch().returncode == 0
    assert tmdb.paths() == ["/movie/101", "/watch/providers/regions"]
    assert query("select count(*) from raw.tmdb_movies") == [(5,)]


@pytest.mark.parametrize("kind", ["busy", "broken", "reset", "hang", "malformed", "wrong type"])
def test_a_storm_of_bad_answers_fails_what_it_hits_and_nothing_else(
    fetch: Run, tmdb: Tmdb, query: Query, kind: str
) -> None:
    assert fetch("--snapshot-date", str(LAST_WEEK)).returncode == 0
    tmdb.always = lambda path: BAD[kind][0] if path.startswith("/find/") else None
    query_before = query("select * from raw.tmdb_movies order by all")
    # of a later day and all ids anew, so that there is something to ask
    with duckdb.connect(str(Path.cwd() / "media.duckdb")) as connection:
        connection.execute("update raw.tmdb_movies set asked_imdb_id = null")
        connection.execute("update raw.tmdb_tv set asked_imdb_id = null")
    done = fetch("--snapshot-date", str(TODAY), MEDIA_TIMEOUT_SECONDS="0.2" if kind == "hang" else "5")
    assert done.returncode == 3
    assert (
        "tmdb_find, tmdb_movies, tmdb_tv, tmdb_offers: 6 of 7 answers failed or cannot be used"
        in only_line(done)
    )
    found = statuses(query)
    assert {table for table, state in found.items() if state == "failed"} == {
        "tmdb_find",
        "tmdb_movies",
        "tmdb_tv",
        "tmdb_offers",
    }
    assert len(query("select * from raw.tmdb_movies")) == len(query_before)


def test_a_bad_list_keeps_the_last_good_one(fetch: Run, tmdb: Tmdb, query: Query) -> None:
    assert fetch("--snapshot-date", str(LAST_WEEK)).returncode == 0
    tmdb.answers["/watch/providers/movie"] = {"results": []}
    done = fetch("--snapshot-date", str(TODAY), "--table", "regions,providers,genres")
    assert done.returncode == 1
    assert "tmdb_regions, tmdb_providers, tmdb_genres: providers: WRONG_TYPE" in only_line(done)
    assert query("select distinct snapshot_date from raw.tmdb_providers") == [(LAST_WEEK,)]


@pytest.mark.parametrize("fault", [status(404), body(b"<!DOCTYPE html>"), status(500)])
def test_what_does_not_answer_as_tmdb_is_not_asked_for_titles(
    fetch: Run, tmdb: Tmdb, query: Query, fault: Fault
) -> None:
    tmdb.always = lambda path: fault
    done = fetch()
    assert done.returncode == 1
    assert "watch/providers/regions answered" in only_line(done) or "MEDIA_TMDB_URL" in only_line(done)
    assert {*tmdb.paths()} == {"/watch/providers/regions"}
    assert query("select count(*) from raw.tmdb_movies") == [(0,)]


def test_only_a_title_can_be_deleted(fetch: Run, tmdb: Tmdb, query: Query) -> None:
    del tmdb.answers["/find/tt0000003"]
    assert fetch().returncode == 0
    assert query("select reason, line_text from raw.reject_log") == [
        ("HTTP_ERROR", "tt0000003 find/tt0000003 answered 404")
    ]


def test_an_unreachable_tmdb_is_one_line(fetch: Run) -> None:
    done = fetch(MEDIA_TMDB_URL="http://127.0.0.1:1/")
    assert done.returncode == 1
    assert "cannot reach 127.0.0.1:1" in only_line(done)


# The rate limit


def test_the_rate_is_kept(fetch: Run, tmdb: Tmdb) -> None:
    assert fetch(MEDIA_TMDB_RATE="25").returncode == 0
    times = sorted(moment for moment, *_ in tmdb.asked)
    assert len(times) > 20
    assert (len(times) - 1) / (times[-1] - times[0]) <= 25 * 1.05


def test_one_429_pauses_all(fetch: Run, tmdb: Tmdb) -> None:
    tmdb.faults["/find/tt0000001"] = [busy("1")]
    assert fetch(MEDIA_TMDB_RATE="20").returncode == 0
    times = sorted(moment for moment, *_ in tmdb.asked)
    refused = min(moment for moment, path, *_ in tmdb.asked if path == "/find/tt0000001")
    # requests that were already on their way arrive; then nobody asks for a second
    later = [moment for moment in times if moment > refused + 0.1]
    assert later
    assert later[0] >= refused + 0.95


# Saved answers


def test_a_folder_without_answers_is_one_line(fetch: Run, query: Query, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = fetch("--from-dir", tmp_path / "empty")
    assert done.returncode == 1
    files = ", ".join(f"{name}.jsonl" for name in sorted(API))
    assert only_line(done) == f"loaders: not in {tmp_path / 'empty'}: {files}"
    assert query("select distinct reason_code from raw.load_log where source = 'tmdb'") == [("FILE_MISSING",)]


def test_saved_answers_can_be_loaded_again(fetch: Run, tmdb: Tmdb, query: Query, tmp_path: Path) -> None:
    del tmdb.answers["/movie/102"]
    assert fetch("--snapshot-date", "2026-03-01").returncode == 0
    before = query("select * exclude (run_id) from raw.tmdb_movies order by all")
    saved = tmp_path / "data/downloads/live/tmdb/2026-03-01"
    with duckdb.connect(str(tmp_path / "media.duckdb")) as connection:
        for table in API:
            connection.execute(f"delete from raw.tmdb_{table}")
    tmdb.paths()
    done = fetch("--from-dir", saved)
    assert done.returncode == 0, done.stderr
    assert query("select * exclude (run_id) from raw.tmdb_movies order by all") == before
    assert tmdb.paths() == []
    lines = (saved / "movies.jsonl").read_text().splitlines()
    (saved / "movies.jsonl").write_text("\n".join([lines[0].replace("Film", "Movie"), *lines[1:]]) + "\n")
    broken = json.loads(lines[1]) | {"payload": "{"}
    (saved / "tv.jsonl").write_text(json.dumps(broken) + "\n")
    assert fetch("--from-dir", saved).returncode == 0
    assert query("select rows_read, rows_rejected from raw.load_log where table_name = 'tmdb_tv' "
                 "order by finished_at desc limit 1") == [(1, 1)]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("", "holds no answers of a day"),
        ("not json\n", "line 1 is no answer"),
        ('{"tmdb_id":1}\n', "line 1 is no answer"),
        (
            '{"tmdb_id":1,"snapshot_date":"2026-03-01","payload":null}\n'
            '{"tmdb_id":2,"snapshot_date":"2026-03-02","payload":null}\n',
            "answers of several days",
        ),
        ('{"tmdb_id":1,"snapshot_date":"soon","payload":null}\n', "holds no answers of a day"),
    ],
)
def test_files_that_are_no_saved_answers_are_refused(
    fetch: Run, tmp_path: Path, content: str, what: str
) -> None:
    (tmp_path / "given").mkdir()
    (tmp_path / "given/movies.jsonl").write_text(content)
    done = fetch("--from-dir", tmp_path / "given", "--table", "movies")
    assert done.returncode == 1
    assert what in only_line(done)


# The token


@pytest.mark.parametrize("place", ["environment", ".env", "address"])
def test_the_token_is_nowhere_but_in_the_header(
    fetch: Run, tmdb: Tmdb, query: Query, tmp_path: Path, place: str
) -> None:
    settings = {}
    if place == ".env":
        (tmp_path / ".env").write_text(f"TMDB_API_TOKEN={TOKEN}\n")
        settings["TMDB_API_TOKEN"] = ""
    if place == "address":
        settings["MEDIA_TMDB_URL"] = tmdb.url.replace("http://", f"http://{TOKEN}:{TOKEN}@")
    tmdb.always = lambda path: status(500) if path == "/movie/101" else None
    done = fetch(**settings)
    assert done.returncode == 0, done.stderr
    refused = fetch("--force", MEDIA_TMDB_RATE="500", **settings | {"MEDIA_RETRY_SECONDS": "0"})
    assert TOKEN not in done.stdout + done.stderr + refused.stdout + refused.stderr
    (tmp_path / ".env").unlink(missing_ok=True)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.suffix == ".jsonl" and path.parent.name == "calls" for path in files)
    assert [path for path in files if TOKEN.encode() in path.read_bytes()] == []


def test_a_token_that_cannot_be_one_is_one_line_without_it(fetch: Run) -> None:
    done = fetch(TMDB_API_TOKEN="tökén")
    assert done.returncode == 1
    assert "TMDB_API_TOKEN" in only_line(done)
    assert "tökén" not in done.stdout + done.stderr
