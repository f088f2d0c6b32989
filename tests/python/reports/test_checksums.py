"""The checksums of tables: the same for the same content, whatever the engine did; else another."""

from __future__ import annotations

import datetime as dt
import decimal
import hashlib
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reports.evidence.checksums import MANTISSA_FROM, SMALL_ROWS, additive_sum, additive_text, ordered_sha256
from reports.evidence.tables import Spec, columns_of, described

SEVERAL = """
    select i as id, if(i % 7 = 0, null, 'name ' || i % 100) as name, if(i % 3 = 0, null, i % 50) as place,
        i / 7 as share, i % 2 = 0 as flag, date '2026-01-01' + (i % 365)::int as day
    from range({rows}) as numbers (i)
"""


def text_of(value: Any) -> str:
    """The text of one cell, by the description in checksums.METHOD and not by its SQL."""
    match value:
        case None:
            return "-"
        case bool():
            return str(value).lower()
        case float():
            return text_of_float(value)
        case dt.datetime():
            return str((value - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1))
        case int() | decimal.Decimal() | dt.date():
            return str(value)
        case _:
            return f"{len(value.encode())}:{value}"


def text_of_float(value: float) -> str:
    """Nine decimals, of the mantissa above the limit."""
    if math.isnan(value) or math.isinf(value):
        return str(value)
    if abs(value) < 5e-10:
        return "0"
    return f"{value:.9f}" if abs(value) < MANTISSA_FROM else f"{value:.9e}"


def texts(rows: Iterable[Sequence[Any]]) -> list[bytes]:
    """The text of each row."""
    return ["|".join(map(text_of, row)).encode() for row in rows]


def both(con: duckdb.DuckDBPyConnection, table: str, key: Sequence[str] = ()) -> tuple[str, str]:
    """Both checksums of a table, as the evidence makes them."""
    columns = columns_of(con, "main", table)
    total = con.sql(f"from {table}").aggregate(additive_sum(columns, key)).fetchall()[0][0]
    return ordered_sha256(con, table, columns, key), additive_text(total)


def of_values(values: str, columns: str = "a, b") -> tuple[str, str]:
    """Both checksums of `values (…)`."""
    with duckdb.connect() as con:
        con.execute(f"create table content as from (values {values}) as content ({columns})")
        return both(con, "content")


def test_the_checksums_are_those_that_their_description_gives() -> None:
    with duckdb.connect() as con:
        con.execute(
            """
            create table content (
                t varchar, b boolean, i int, g bigint, h hugeint, d double, f decimal(3, 1), y date,
                s timestamp
            );
            insert into content values
                ('Ærø|"7"', true, -1, 9000000000, 1::hugeint << 100, 1/3, 7.5, '2026-03-01',
                    '2026-03-01 08:00:00.25'),
                ('', false, 0, 0, 0, -1e-17, 0.0, '1874-12-09', '1969-12-31 23:59:59'),
                (null, null, null, null, null, null, null, null, null),
                ('-', true, 1, 1, 1, 12345.678, 9.9, '2026-03-01', '2026-03-01'),
                ('日本', true, 1, 1, 1, 'nan', 9.9, '2026-03-01', '2026-03-01'),
                ('日本', true, 1, 1, 1, '-inf', 9.9, '2026-03-01', '2026-03-01'),
                ('日本', true, 1, 1, 1, 1e300, 9.9, '2026-03-01', '2026-03-01')
            """
        )
        rows = texts(con.execute("select y, * exclude (y) from content").fetchall())
        ordered, additive = both(con, "content", ["y"])
    assert ordered == hashlib.sha256(b"".join(row + b"\n" for row in sorted(rows))).hexdigest()
    numbers = [int(hashlib.md5(row, usedforsecurity=False).hexdigest()[:13], 16) for row in rows]
    assert additive == f"{sum(numbers) % 2**64:016x}"


def test_neither_threads_nor_the_order_of_rows_matter() -> None:
    found = set()
    for threads, order in ((1, "id"), (2, "id"), (2, "id desc"), (2, "md5(id::varchar)")):
        with duckdb.connect(config={"threads": threads, "preserve_insertion_order": False}) as con:
            con.execute(f"create table content as from ({SEVERAL.format(rows=120_000)}) order by {order}")
            found.add(both(con, "content", ["id"]))
    assert len(found) == 1


@pytest.mark.parametrize(
    "change",
    [
        "update content set name = 'other' where id = 7777",
        "update content set share = share * (1 + 1e-8) where id = 7777",
        "update content set flag = not flag where id = 7777",
        "update content set name = '' where id = 7",
        "delete from content where id = 7777",
        "insert into content from content where id = 7777",
        # a pair of nulls changes places
        "update content set name = if(id = 7, 'name 8', null) where id in (7, 8)",
        # two rows exchange a value: every column has the same values as before
        "update content set place = if(id = 1, 2, 1) where id in (1, 2)",
    ],
)
def test_one_change_among_many_rows_is_seen_by_both(change: str) -> None:
    with duckdb.connect() as con:
        con.execute(f"create table content as {SEVERAL.format(rows=20_000)}")
        before = both(con, "content", ["id"])
        con.execute(change)
        after = both(con, "content", ["id"])
    assert before[0] != after[0]
    assert before[1] != after[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("('x', null)", "('x', '')"),
        ("('x', null)", "('x', '-')"),
        ("(null, 'x')", "('x', null)"),
        ("('a|b', 'c')", "('a', 'b|c')"),
        ("('a|1:b', 'c')", "('a', '1:b|1:c')"),
        ("('x', 'y')", "('x', 'y'), ('x', 'y')"),
        ("('x', 'NULL')", "('x', null)"),
        ("('\u00e9', 'x')", "('e\u0301', 'x')"),
    ],
)
def test_what_looks_alike_is_told_apart(one: str, other: str) -> None:
    assert all(left != right for left, right in zip(of_values(one), of_values(other), strict=True))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("(0.1::double + 0.2::double, 1)", "(0.3::double, 1)"),
        ("(1.0::double, 1)", "(0.9999999999999999::double, 1)"),
        ("(-1e-17::double, 1)", "(0.0::double, 1)"),
        ("(1234567890123.4567::double, 1)", "(1234567890123.4569::double, 1)"),
    ],
)
def test_the_last_bits_of_a_float_do_not_show(one: str, other: str) -> None:
    assert of_values(one) == of_values(other)


def test_values_that_differ_in_their_last_bits_count_once(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "w.duckdb")) as con:
        con.execute("create schema core")
        con.execute(
            "create table core.t as select unnest([0.1::double + 0.2::double, 0.3, 0.4, null]) as share"
        )
        entry = described(con, Spec("core", "t", (), ()))
    assert entry["columns"][0] | {"name": "", "type": ""} == {
        "name": "",
        "type": "",
        "null_count": 1,
        "distinct_count": 2,
    }


def test_a_table_has_the_one_checksum_that_is_for_its_size(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "w.duckdb")) as con:
        for rows in (SMALL_ROWS, SMALL_ROWS + 1):
            con.execute("create schema if not exists core")
            con.execute(f"create or replace table core.t as {SEVERAL.format(rows=rows)}")
            entry = described(con, Spec("core", "t", ("id",), ()))
            assert (entry["table_sha256"] is None) == (rows > SMALL_ROWS)
            assert (entry["table_checksum"] is None) == (rows <= SMALL_ROWS)
            assert entry["rows"] == rows


def test_an_empty_table_has_a_checksum_too() -> None:
    with duckdb.connect() as con:
        con.execute("create table content (a varchar, b double)")
        assert both(con, "content") == (hashlib.sha256(b"").hexdigest(), "0" * 16)
