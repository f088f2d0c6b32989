"""A checksum of a table's content that depends on nothing else.

Every row becomes one text, the same on every engine and unlike that of any other row: each column's text
with its length in front, null as a bare dash, the key's columns first. A table of at most 100,000 rows has
the sha256 of these texts in their order; a larger one the sum, modulo 2^64, of the first 13 hex digits of
each text's md5. So neither the order of rows nor the number of threads matters, and a row that stands twice
counts twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb

from reports.evidence.warehouse import quoted

SMALL_ROWS = 100_000
FLOAT_DECIMALS = 9
# From here on a float keeps nine decimals of its mantissa. An odd number on purpose: at a round one such as
# 1, two sums of the same shares that differ in their last bit would be written in two ways.
MANTISSA_FROM = 1.3717421
NULL_TEXT = "-"
SEPARATOR = "|"
MODULUS = 2**64

METHOD = {
    "row": "columns joined by |, key first; text as <bytes>:<text>, timestamps as microseconds, null as -",
    "floats": f"{FLOAT_DECIMALS} decimals; from {MANTISSA_FROM} on {FLOAT_DECIMALS} decimals of the mantissa",
    "table_sha256": f"up to {SMALL_ROWS} rows: sha256 over the rows in byte order, each with a line feed",
    "table_checksum": "above: sum of the first 13 hex digits of each row's md5, modulo 2^64, in hex",
}

FLOATS = ("DOUBLE", "FLOAT")
BARE = (
    "BOOLEAN",
    "DATE",
    "DECIMAL",
    "HUGEINT",
    "BIGINT",
    "INTEGER",
    "SMALLINT",
    "TINYINT",
    "UBIGINT",
    "UINTEGER",
)


@dataclass(frozen=True)
class Column:
    """A column's name and its DuckDB type, such as `VARCHAR` or `DECIMAL(3,1)`."""

    name: str
    type: str

    @property
    def kind(self) -> str:
        """The type without its size."""
        return self.type.split("(")[0].strip().upper()


def row_text(columns: Iterable[Column], key: Sequence[str] = ()) -> str:
    """SQL of a row's text: the key's columns in their order, then the others in the table's."""
    by_name = {column.name: column for column in columns}
    ordered = [by_name[name] for name in key] + [
        column for name, column in by_name.items() if name not in key
    ]
    return f"concat_ws('{SEPARATOR}', {', '.join(_column_text(column) for column in ordered)})"


def distinct_count(column: Column) -> str:
    """SQL of the number of a column's values, null not counted; floats count by their text in a row."""
    name = quoted(column.name)
    value = _float_text(f"cast({name} as double)", "null") if column.kind in FLOATS else name
    return f"count(distinct {value})"


def additive_sum(columns: Iterable[Column], key: Sequence[str] = ()) -> str:
    """SQL of the aggregate behind `table_checksum`, so that it can share a scan with other aggregates."""
    return f"sum(cast('0x' || left(md5({row_text(columns, key)}), 13) as bigint))"


def additive_text(total: int | None) -> str:
    """The aggregate's value, null for no rows, as 16 hex digits."""
    return f"{(total or 0) % MODULUS:016x}"


def ordered_sha256(
    con: duckdb.DuckDBPyConnection, relation: str, columns: Iterable[Column], key: Sequence[str]
) -> str:
    """sha256 over the rows' texts in the order of their UTF-8 bytes; the whole table is held in memory."""
    found = con.execute(f"select {row_text(columns, key)} from {relation}").fetchall()
    digest = hashlib.sha256()
    for text in sorted(text.encode("utf-8") for (text,) in found):
        digest.update(text + b"\n")
    return digest.hexdigest()


def _column_text(column: Column) -> str:
    name, kind = quoted(column.name), column.kind
    if kind in FLOATS:
        return _float_text(f"cast({name} as double)", f"'{NULL_TEXT}'")
    if kind.startswith("TIMESTAMP"):
        return f"coalesce(cast(epoch_us({name}) as varchar), '{NULL_TEXT}')"
    if kind in BARE:
        return f"coalesce(cast({name} as varchar), '{NULL_TEXT}')"
    text = name if kind == "VARCHAR" else f"cast({name} as varchar)"
    return f"coalesce(strlen({text}) || ':' || {text}, '{NULL_TEXT}')"


def _float_text(value: str, null: str) -> str:
    smallest = 0.5 * 10**-FLOAT_DECIMALS
    return (
        f"case when {value} is null then {null} "
        f"when not isfinite({value}) then cast({value} as varchar) "
        f"when abs({value}) < {smallest:.1e} then '0' "  # neither -0.000000000 nor a sum's noise around zero
        f"when abs({value}) < {MANTISSA_FROM} then printf('%.{FLOAT_DECIMALS}f', {value}) "
        f"else printf('%.{FLOAT_DECIMALS}e', {value}) end"
    )
