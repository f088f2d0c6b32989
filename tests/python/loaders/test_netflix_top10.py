"""`loaders fetch --source netflix_top10`: every header of its history is loaded, every bad body refused."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from provider import Provider, body, cut, reset, slow, status

Fetch = Callable[..., CompletedProcess[str]]
Query = Callable[[str], list[tuple[Any, ...]]]
GLOBAL, COUNTRIES, POPULAR = "all-weeks-global.tsv", "all-weeks-countries.tsv", "most-popular.tsv"
HEADERS = {
    GLOBAL: "week category weekly_rank show_title season_title weekly_hours_viewed runtime weekly_views "
    "cumulative_weeks_in_top_10",
    COUNTRIES: "country_name country_iso2 week category weekly_rank show_title season_title "
    "cumulative_weeks_in_top_10",
    POPULAR: "category rank show_title season_title hours_viewed_first_91_days runtime views_first_91_days",
}
OLDEST = "week category weekly_rank show_title season_title weekly_hours_viewed cumulative_weeks_in_top_10"


def text(header: str, rows: Sequence[Sequence[str]]) -> bytes:
    """A TSV; fields are written as they are."""
    return "".join("\t".join(row) + "\n" for row in [header.split(), *rows]).encode()


def good_rows(header: str, count: int = 3) -> list[list[str]]:
    """Rows with distinct keys: each field its column's name and the number of the row."""
    return [[f"{column} {number}" for column in header.split()] for number in range(count)]


def good_files(count: int = 3) -> dict[str, bytes]:
    """The three files, well formed."""
    return {file: text(header, good_rows(header, count)) for file, header in HEADERS.items()}


@pytest.fixture
def netflix() -> Iterator[Provider]:
    """A well-behaved provider of the three files."""
    with Provider(good_files()) as provider:
        yield provider


@pytest.fixture
def top10(loaders: Fetch, netflix: Provider) -> Fetch:
    """`loaders fetch --mode full --source netflix_top10` against the provider."""

    def run(*arguments: str | Path, **settings: str) -> CompletedProcess[str]:
        words = ("fetch", "--mode", "full", "--source", "netflix_top10", *arguments)
        return loaders(*words, **{"MEDIA_NETFLIX_TOP10_URL": netflix.url} | settings)

    return run


def loaded(query: Query) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of the three tables."""
    names = ("global", "countries", "most_popular")
    return {name: query(f"from raw.netflix_top10_{name} order by all") for name in names}


def test_the_three_files_are_loaded_and_a_second_fetch_downloads_nothing(
    top10: Fetch, query: Query, netflix: Provider
) -> None:
    done = top10()
    assert (done.returncode, done.stderr) == (0, "")
    assert {name: len(rows) for name, rows in loaded(query).items()} == dict.fromkeys(loaded(query), 3)
    netflix.requests.clear()
    again = top10()
    assert (again.returncode, again.stdout.count(" unchanged")) == (0, 4)
    assert [headers.get("If-None-Match") is not None for _, headers in netflix.requests] == [True] * 3


def test_fields_are_quoted_where_needed_and_empty_ones_are_null(
    top10: Fetch, query: Query, netflix: Provider
) -> None:
    row = ["2026-02-22", "Films (English)", "1", '"A ""Quoted"" Title"', "N/A", "1000", "", "", "1"]
    odd = ["2026-02-22", "TV (English)", "2", '"A title\tin\ntwo lines"', '""', "900", "0", "NA", "None"]
    netflix.files[GLOBAL] = b"\xef\xbb\xbf" + text(HEADERS[GLOBAL], [row, odd])
    assert top10("--table", "global").returncode == 0
    assert query("from raw.netflix_top10_global order by weekly_rank") == [
        ("2026-02-22", "Films (English)", "1", 'A "Quoted" Title', "N/A", "1000", None, None, "1"),
        ("2026-02-22", "TV (English)", "2", "A title\tin\ntwo lines", None, "900", "0", "NA", "None"),
    ]
    assert query("select rows_read, rows_loaded from raw.load_log") == [(2, 2)]


def test_every_header_of_its_history_is_loaded_by_name(top10: Fetch, query: Query, netflix: Provider) -> None:
    netflix.files[GLOBAL] = text(OLDEST, good_rows(OLDEST))
    done = top10("--table", "global")
    assert (done.returncode, done.stderr) == (0, "")
    assert query("select distinct runtime, weekly_views from raw.netflix_top10_global") == [(None, None)]
    assert query("select max(weekly_hours_viewed) from raw.netflix_top10_global") == [
        ("weekly_hours_viewed 2",)
    ]
    newest = f"is_new {HEADERS[GLOBAL]} episode_launch_details"
    netflix.files[GLOBAL] = text(newest, good_rows(newest))
    done = top10("--table", "global")
    assert done.returncode == 0
    assert (
        done.stderr == f"loaders: {GLOBAL}: not loaded, as unknown: column is_new, episode_launch_details\n"
    )
    assert query("select max(week), max(runtime) from raw.netflix_top10_global") == [("week 2", "runtime 2")]


def test_it_may_come_packed(top10: Fetch, query: Query, netflix: Provider) -> None:
    netflix.files[GLOBAL] = gzip.compress(netflix.files[GLOBAL])
    assert top10("--table", "global").returncode == 0
    assert query("select count(*) from raw.netflix_top10_global") == [(3,)]


LATIN = text(HEADERS[GLOBAL], good_rows(HEADERS[GLOBAL], 20)).replace(b"show_title 7", b"Am\xe9lie")
SWALLOWED = text(HEADERS[GLOBAL], good_rows(HEADERS[GLOBAL], 3000)).replace(
    b"show_title 7\t", b'"show_title 7\t'
)
CLOSED = (b"show_title 2900\t", b'show_title 2900"\t')


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        (b"<!DOCTYPE html><html><body>Gone</body></html>", "NOT_TEXT", "not a TSV file but an HTML page"),
        (b"null", "NOT_TEXT", "not a TSV file but JSON"),
        (b'{"status": 500}', "NOT_TEXT", "not a TSV file but JSON"),
        (b"", "EMPTY_FILE", "is empty"),
        (text(HEADERS[GLOBAL], []), "EMPTY_FILE", "holds no rows"),
        (text(HEADERS[GLOBAL], good_rows(OLDEST)), "REJECT_LIMIT", "the first is line 2 (TOO_FEW_FIELDS)"),
        (text(OLDEST.replace("show_title", "title"), good_rows(OLDEST)), "HEADER_MISMATCH",
         "lacks the column show_title; it has title instead"),
        (text(HEADERS[GLOBAL] + " week", []) + b"x\n", "HEADER_MISMATCH", "without a name of its own"),
        (LATIN.decode("latin-1").encode("utf-16"), "WRONG_ENCODING", "UTF-16"),
        (LATIN, "REJECT_LIMIT", "line 9 (INVALID_UTF8; save it as UTF-8)"),
        (SWALLOWED, "UNBALANCED_QUOTES", "unbalanced quote: its last field never ends"),
        (SWALLOWED.replace(*CLOSED), "UNBALANCED_QUOTES", "runs over 2893 lines"),
        (SWALLOWED.replace(b"show_title 2900", b'"show_title 2900'), "REJECT_LIMIT", "line 9 (BAD_QUOTES)"),
        (b"PK\x03\x04 no zip at all", "CORRUPT", "not a whole zip archive"),
    ],
)  # fmt: skip
def test_a_bad_body_never_replaces_good_data(
    top10: Fetch, query: Query, netflix: Provider, content: bytes, code: str, told: str
) -> None:
    assert top10().returncode == 0
    before = loaded(query)
    netflix.files[GLOBAL] = content
    done = top10()
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("loaders: netflix_top10_global: ")
    assert told in done.stderr
    assert done.stderr.endswith("; the table keeps its last load\n")
    assert query("select reason_code from raw.load_log where status = 'failed'") == [(code,)]
    assert loaded(query) == before
    netflix.files = good_files(4)
    assert top10().stdout.count(" loaded ") == 3, "the next good version is loaded"


def test_a_few_rows_between_two_stray_quotes_are_not_taken_for_one_bad_line(
    top10: Fetch, query: Query, netflix: Provider
) -> None:
    """One rejected line in five thousand would pass, but it holds a dozen rows."""
    whole = text(HEADERS[GLOBAL], good_rows(HEADERS[GLOBAL], 5000))
    stray = whole.replace(b"show_title 70\t", b'"show_title 70\t').replace(
        b"show_title 82\t", b'"show_title 82\t'
    )
    netflix.files[GLOBAL] = stray
    done = top10("--table", "global")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "1 of 4988 lines rejected; the first is line 72 (BAD_QUOTES)" in done.stderr
    assert query("select count(*) from raw.netflix_top10_global") == [(0,)]


@pytest.mark.parametrize("content", [b"<html>", b"null", b"{}"])
def test_a_bad_body_in_the_place_of_the_first_download_leaves_the_table_empty(
    top10: Fetch, query: Query, netflix: Provider, content: bytes
) -> None:
    netflix.faults[GLOBAL].append(body(content, "text/tab-separated-values"))
    done = top10()
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
    assert done.stderr.endswith("the table stays empty\n")
    assert query("select count(*) from raw.netflix_top10_global") == [(0,)]


def test_resets_and_busy_servers_are_outlived(top10: Fetch, query: Query, netflix: Provider) -> None:
    netflix.files = good_files(2000)
    netflix.faults[GLOBAL] = [reset, status(503), status(429, Retry_After="0"), cut(3000), reset, cut(9)]
    done = top10()
    assert (done.returncode, done.stderr) == (0, "")
    assert query("select count(*) from raw.netflix_top10_global") == [(2000,)]


@pytest.mark.parametrize(
    ("fault", "code", "told"),
    [
        (status(500), "HTTP_ERROR", "answered 500"),
        (status(429), "HTTP_ERROR", "answered 429"),
        (reset, "INCOMPLETE", "broke off"),
        (slow(1.0), "TIMEOUT", "did not answer in time"),
        (status(404), "HTTP_ERROR", "answered 404"),
    ],
)
def test_a_server_that_stays_ill_fails_its_table_alone(
    top10: Fetch, query: Query, netflix: Provider, fault: Any, code: str, told: str
) -> None:
    netflix.faults[GLOBAL] = [fault] * 5
    done = top10(MEDIA_TIMEOUT_SECONDS="0.3")
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
    assert told in done.stderr
    assert query("select table_name, reason_code from raw.load_log where status = 'failed'") == [
        ("netflix_top10_global", code)
    ]


def test_a_history_that_lost_weeks_does_not_replace_the_whole_one(
    top10: Fetch, query: Query, netflix: Provider
) -> None:
    netflix.files[POPULAR] = text(HEADERS[POPULAR], good_rows(HEADERS[POPULAR], 5))
    assert top10().returncode == 0
    before = loaded(query)
    netflix.files |= good_files(2)
    done = top10()
    assert done.returncode == 3  # the list of the most popular is no history
    assert [line for line in done.stderr.splitlines() if GLOBAL in line] == [
        f"loaders: netflix_top10_global: {GLOBAL} has 2 rows, the one before had 3 and a history only grows: "
        "if it is right all the same, load it with --force; the table keeps its last load"
    ]
    kept = loaded(query)
    assert (kept["global"], kept["countries"]) == (before["global"], before["countries"])
    assert len(kept["most_popular"]) == 2
    assert top10("--force").returncode == 0
    assert len(loaded(query)["global"]) == 2
