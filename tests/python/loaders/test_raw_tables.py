"""Raw tables that are made of several files, and those that keep history."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from loaders.call_log import CallLog
from loaders.errors import LoaderError
from loaders.files import Job, Part, Work, fetch_tables
from loaders.http import HttpClient, RetryPolicy
from loaders.progress import Reporter
from loaders.settings import Settings
from loaders.sources.base import Context
from loaders.sources.netflix import Netflix
from loaders.tables import CSV, LINES, Dialect, Table
from loaders.warehouse import LoadRecord, Warehouse

CHARTS = Table(
    "charts",
    "*.csv",
    ("file_name", "region", "rank", "title", "streams"),
    key=("region", "rank"),
    dialect=CSV,
    constants=("file_name", "region"),
    optional=("streams",),
    renamed={"Position": "rank"},
    ignores_new_columns=True,
)
EVENTS = Table(
    "events",
    "events",
    ("snapshot_date", "data_mode", "id", "payload", "count", "seen_at"),
    key=("id",),
    types={"snapshot_date": "date", "count": "integer", "seen_at": "timestamp"},
)
EXPORT = Table(
    "export",
    "ids.json.gz",
    ("snapshot_date", "payload"),
    dialect=LINES,
    constants=("snapshot_date",),
    types={"snapshot_date": "date"},
)
SOURCE = replace(Netflix(), id="own", tables=(CHARTS, EVENTS, EXPORT))


@pytest.fixture
def context(media_env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    """A run over an empty warehouse."""
    settings = Settings.load(media_env, tmp_path)
    cancel = threading.Event()
    calls = CallLog(tmp_path / "calls", "run")
    with Warehouse(settings) as warehouse:
        warehouse.create_missing(SOURCE.tables)
        http = HttpClient(calls, RetryPolicy(), cancel)
        yield Context("run", "live", settings, http, calls, warehouse, Reporter(), cancel, {})
    calls.close()


def load(
    context: Context,
    table: Table,
    files: Mapping[str, tuple[bytes, dict[str, str | None]]],
    folder: Path,
    skip: Mapping[str, int] | None = None,
) -> LoadRecord:
    """Load files of that content and those constants into the table."""
    paths = []
    for name, (content, constants) in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        paths.append((path, name, constants))

    def obtain(job: Job) -> Sequence[Part]:
        return [
            Part(job.local(path, name=name, skip=(skip or {}).get(name, 0)), {"file_name": name} | constants)
            if "file_name" in table.columns
            else Part(job.local(path), constants)
            for path, name, constants in paths
        ]

    current = replace(context, current=context.warehouse.current_loads())
    (record,) = fetch_tables(current, SOURCE, [Work(table, folder.as_uri(), obtain)])
    return record


def test_files_of_several_shapes_become_one_table_with_one_row_in_the_log(
    context: Context, tmp_path: Path
) -> None:
    folder = tmp_path / "my [charts]*"
    record = load(
        context,
        CHARTS,
        {
            "us/1.csv": (b'Position,title,streams\n1,One,100\n2,"Two, too",90\n', {"region": "us"}),
            "de/1.csv": (b'\xef\xbb\xbfPosition,title,streams\r\n1,"Eins\r\nZwei",50\r\n', {"region": "de"}),
            "de/2.csv.gz": (gzip.compress(b"Position,title,streams\n1,Drei,40\n"), {"region": "de"}),
            "viral.csv": (b"title,new,Position\nVier,x,1\n", {"region": None}),
            "note.csv": (b'A note, "of some kind\nPosition,title,streams\n3,Three,80\n', {"region": "us"}),
            "us/2.csv": (b"Position,title,streams\n4,Four,70\n", {"region": "us"}),
        },
        folder,
        skip={"note.csv": 1},
    )
    assert (record.status, record.rows_read, record.rows_loaded, record.rows_rejected) == ("loaded", 7, 7, 0)
    assert record.rows_duplicate == 1
    assert record.bytes == sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert context.warehouse.query("from raw.charts order by file_name, rank") == [
        ("de/1.csv", "de", "1", "Eins\r\nZwei", "50"),
        ("de/2.csv.gz", "de", "1", "Drei", "40"),
        ("note.csv", "us", "3", "Three", "80"),
        ("us/1.csv", "us", "1", "One", "100"),
        ("us/1.csv", "us", "2", "Two, too", "90"),
        ("us/2.csv", "us", "4", "Four", "70"),
        ("viral.csv", None, "1", "Vier", None),
    ]
    assert context.warehouse.query("select count(*) from raw.load_log") == [(1,)]
    assert not list((tmp_path / "temp").rglob("*.csv"))


def two(first: bytes, second: bytes) -> dict[str, tuple[bytes, dict[str, str | None]]]:
    """Two files of two regions."""
    return {"a.csv": (first, {"region": "us"}), "b.csv": (second, {"region": "de"})}


HEAD = b"Position,title,streams\n"
MANY = HEAD + b"".join(b"%d,Title %d,%d\n" % (n, n, n) for n in range(2000))


def test_the_same_files_are_unchanged_and_another_constant_is_not(context: Context, tmp_path: Path) -> None:
    files = two(MANY, HEAD + b"1,One,1\n")
    first = load(context, CHARTS, files, tmp_path / "own")
    assert load(context, CHARTS, files, tmp_path / "own").status == "unchanged"
    files["b.csv"] = (files["b.csv"][0], {"region": "at"})
    again = load(context, CHARTS, files, tmp_path / "own")
    assert again.status == "loaded"
    assert again.sha256 != first.sha256
    assert context.warehouse.query("select distinct region from raw.charts order by 1") == [("at",), ("us",)]


def test_one_file_under_another_constant_is_loaded_again(context: Context, tmp_path: Path) -> None:
    for region in ("us", "de"):
        files: dict[str, tuple[bytes, dict[str, str | None]]] = {"a.csv": (MANY, {"region": region})}
        assert load(context, CHARTS, files, tmp_path / "own").status == "loaded"
    assert context.warehouse.query("select distinct region from raw.charts") == [("de",)]


def test_bad_rows_know_their_file(context: Context, tmp_path: Path) -> None:
    files = two(MANY + b"bad\n", HEAD + b"1,One,1\n2,T\xffwo,2\n")
    record = load(context, CHARTS, files, tmp_path / "own")
    assert (record.rows_read, record.rows_loaded, record.rows_rejected) == (2003, 2001, 2)
    assert context.warehouse.query(
        "select file_name, line_number, reason from raw.reject_log order by 1"
    ) == [
        ("a.csv", 2002, "TOO_FEW_FIELDS"),
        ("b.csv", 3, "INVALID_UTF8"),
    ]


def test_one_bad_file_of_several_changes_nothing(
    context: Context, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert load(context, CHARTS, two(MANY, MANY), tmp_path / "own").status == "loaded"
    for bad, told in (
        (b"<html>", "b.csv is not a CSV file but an HTML page"),
        (b"Position,streams\n1,2\n", "b.csv lacks the column title"),
        (
            HEAD + b"bad\n" * 5,
            "2 files: 5 of 2005 lines rejected, more than 0.1%; the first is line 2 of b.csv",
        ),
        (HEAD, "b.csv holds no rows"),
        (HEAD + b'1,"One,1\n', "b.csv has an unbalanced quote"),
    ):
        assert load(context, CHARTS, two(MANY, bad), tmp_path / "own").status == "failed"
        assert told in capfd.readouterr().err
    assert context.warehouse.query("select count(*) from raw.charts") == [(4000,)]


def test_blank_lines_and_stray_line_ends_between_files(context: Context, tmp_path: Path) -> None:
    """The blank lines are no records; the stray carriage return stops the engine, and the copy names it."""
    stray = MANY + b"7,a\rb,7\n\n8,Eight,8\n"
    record = load(context, CHARTS, two(stray, HEAD + b'\n1,"O\n\nne",1\n\n'), tmp_path / "own")
    assert (record.rows_read, record.rows_loaded, record.rows_rejected) == (2003, 2002, 1)
    assert context.warehouse.query("select file_name, reason, line_text from raw.reject_log") == [
        ("a.csv", "CARRIAGE_RETURN", "7,a\rb,7")
    ]
    assert context.warehouse.query("select title from raw.charts where region = 'de'") == [("O\n\nne",)]


def test_lines_become_rows_with_a_typed_constant(context: Context, tmp_path: Path) -> None:
    content = gzip.compress(b'{"id": 1, "name": "A, \\"B\\"\\t"}\n{"id": 2}')
    load(context, EXPORT, {"ids.json.gz": (content, {"snapshot_date": "2026-03-01"})}, tmp_path / "own")
    day = date(2026, 3, 1)
    assert context.warehouse.query("from raw.export order by payload") == [
        (day, '{"id": 1, "name": "A, \\"B\\"\\t"}'),
        (day, '{"id": 2}'),
    ]


def test_only_the_first_rows_of_each_file(context: Context, tmp_path: Path) -> None:
    record = load(replace(context, limit=3), CHARTS, two(MANY, MANY), tmp_path / "own")
    assert (record.rows_read, record.rows_loaded, record.reason_code) == (6, 6, "ROW_LIMIT")


@pytest.mark.parametrize("dialect", [CSV, Dialect("TSV", "\t", '"')], ids=["csv", "tsv"])
def test_records_with_line_breaks_survive_two_threads(
    context: Context, tmp_path: Path, dialect: Dialect
) -> None:
    """Large enough for the engine to cut it up (8 MB a thread), with breaks in quotes at every cut."""
    mark, filler = dialect.delimiter.encode(), b"filler " * 30
    rows = (b'%d%s"a ""b""\n\n%s%d%s"%s%d\n' % (n, mark, filler, n, mark, mark, n) for n in range(100_000))
    content = mark.join([b"rank", b"title", b"streams"]) + b"\n" + b"".join(rows)
    table = replace(CHARTS, dialect=dialect)
    record = load(context, table, {"big.csv": (content, {"region": "us"})}, tmp_path / "own")
    assert (record.rows_read, record.rows_loaded, record.rows_duplicate) == (100_000, 100_000, 0)
    odd = "select count(*) from raw.charts where title <> concat('a \"b\"', chr(10), chr(10), ?, rank, ?)"
    assert context.warehouse.query(odd, [filler.decode(), dialect.delimiter]) == [(0,)]


def append(context: Context, day: int, ids: Sequence[str], **options: Any) -> LoadRecord:
    """Append rows of a day in March to the events."""
    snapshot = date(2026, 3, day)
    rows = [(snapshot, "live", i, f'{{"id": "{i}"}}', 1, datetime(2026, 3, day, 8)) for i in ids]
    record = replace(context.record(SOURCE, EVENTS, "own"), snapshot_date=snapshot)
    return context.warehouse.append(EVENTS, rows, record, **options)


def events(context: Context) -> list[tuple[int, str]]:
    """Day and id of every row."""
    return context.warehouse.query("select day(snapshot_date), id from raw.events order by all")


def test_history_is_added_to_and_a_days_rows_are_kept_or_made_anew(context: Context) -> None:
    first = append(context, 1, ["a", "b", "b"], replace_snapshot=True)
    assert (first.status, first.rows_read, first.rows_loaded, first.rows_duplicate) == ("loaded", 3, 3, 1)
    append(context, 2, ["a"], replace_snapshot=True)
    kept = append(context, 2, ["c"], replace_snapshot=False)
    assert (kept.rows_read, kept.rows_loaded) == (2, 2)
    assert events(context) == [(1, "a"), (1, "b"), (1, "b"), (2, "a"), (2, "c")]
    append(context, 1, ["z"], replace_snapshot=True)
    assert events(context) == [(1, "z"), (2, "a"), (2, "c")]
    assert context.warehouse.query("select distinct typeof(seen_at), typeof(count) from raw.events") == [
        ("TIMESTAMP", "INTEGER")
    ]


def test_the_rows_of_another_data_mode_stay(context: Context) -> None:
    append(context, 1, ["a"], replace_snapshot=True)
    context.warehouse.query(
        "insert into raw.events (snapshot_date, data_mode) values ('2026-03-01', 'sample')"
    )
    append(context, 1, [], replace_snapshot=True)
    assert context.warehouse.query("select data_mode from raw.events") == [("sample",)]


def test_old_snapshots_are_purged_and_the_samples_are_not(context: Context) -> None:
    for day in (1, 5, 11):
        append(context, day, ["a"], replace_snapshot=True)
    context.warehouse.query(
        "insert into raw.events (snapshot_date, data_mode, id) values ('2026-03-01', 'sample', 's')"
    )
    context.warehouse.purge([EVENTS], date(2030, 1, 1))
    assert [day for day, _ in events(context)] == [1, 1, 5, 11]
    context.warehouse.purge([replace(EVENTS, retention_days=10)], date(2026, 3, 15))
    assert events(context) == [(1, "s"), (5, "a"), (11, "a")]


def test_lines_with_a_problem_are_rejected_each_at_its_place(context: Context, tmp_path: Path) -> None:
    table = replace(EXPORT, line_problem="case when payload = 'good' then null else 'ODD' end")
    good, day = [b"good"] * 3000, {"snapshot_date": "2026-03-01"}
    lines = [*good[:9], b"bad \xc3\xa9", *good[9:2000], b"", *good[2000:], b"bad end"]
    for name, end in (("unix.gz", b"\n"), ("windows.gz", b"\r\n")):
        content = gzip.compress(b"\xef\xbb\xbf" + end.join(lines))
        record = load(context, table, {name: (content, day)}, tmp_path / "own")
        assert (record.rows_read, record.rows_loaded, record.rows_rejected) == (3003, 3000, 3)
        found = context.warehouse.query(
            "select line_number, line_text from raw.reject_log where file_name = ? order by 1", [name]
        )
        assert [(number, text or "") for number, text in found] == [
            (10, "bad é"),
            (2002, ""),
            (3003, "bad end"),
        ]
    refused = load(context, table, {"ids": (b"bad one\n" * 5000, day)}, tmp_path / "own")
    assert (refused.status, refused.reason_code) == ("failed", "REJECT_LIMIT")
    assert "ids: 5000 of 5000 lines rejected, more than 0.1%; the first is line 1 (ODD)" in str(
        refused.message
    )
    assert context.warehouse.rows(table) == 3000
    assert context.warehouse.query("select count(*) from raw.reject_log where file_name = 'ids'") == [(1000,)]


def test_what_cannot_be_added_changes_nothing(context: Context) -> None:
    append(context, 1, ["a"], replace_snapshot=True)
    record = replace(context.record(SOURCE, EVENTS, "own"), snapshot_date=date(2026, 3, 1))
    rows = [(date(2026, 3, 1), "live", "b", "{}", "no number", datetime.now(UTC))]
    with pytest.raises(LoaderError, match="DuckDB"):
        context.warehouse.append(EVENTS, rows, record, replace_snapshot=True)
    assert events(context) == [(1, "a")]
    assert context.warehouse.query("select count(*) from raw.load_log") == [(1,)]
