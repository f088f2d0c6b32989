"""Duplicates are counted exactly, whatever the keys: a bitmap only says where to look."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.raw_load import count_duplicates
from loaders.sources.imdb import Imdb
from loaders.tables import Table

TABLES = {table.name: table for table in Imdb().tables}
HASHED = Table("hashed", "hashed.tsv.gz", ("a", "b"), ("a", "b"))
IDS = st.one_of(
    st.integers(1, 200).map(lambda n: f"tt{n:07d}"),
    st.integers(9_999_999, 10_000_001).map(lambda n: f"tt{n}"),
    st.sampled_from([None, "", "tt", "tt1", "tt01", "xx0000001", "tt-5", "tt1.5", "tt99999999999999999999"]),
)
ORDERINGS = st.one_of(st.integers(0, 400).map(str), st.sampled_from([None, "", "-1", "01", "x", str(2**62)]))


def counted(table: Table, rows: list[tuple[str | None, ...]]) -> int:
    """What count_duplicates says of a table whose key columns hold these rows."""
    connection = duckdb.connect()
    columns = ", ".join(f"{column} varchar" for column in table.key)
    connection.execute(f"create schema raw; create table raw.{table.name} ({columns})")
    for row in rows:
        connection.table(f"raw.{table.name}").insert(list(row))
    return count_duplicates(connection, table)


@settings(max_examples=40, deadline=None)
@given(keys=st.lists(IDS, max_size=40))
def test_single_keys(keys: list[str | None]) -> None:
    assert counted(TABLES["imdb_title_basics"], [(key,) for key in keys]) == len(keys) - len(set(keys))


@settings(max_examples=40, deadline=None)
@given(keys=st.lists(st.tuples(IDS, ORDERINGS), max_size=40))
@pytest.mark.parametrize(
    "table", [TABLES["imdb_title_principals"], TABLES["imdb_title_akas"], HASHED], ids=str
)
def test_pairs(table: Table, keys: list[tuple[str | None, ...]]) -> None:
    assert counted(table, keys) == len(keys) - len(set(keys))
