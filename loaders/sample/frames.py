"""Rows out of counts, and lists out of rows."""

from __future__ import annotations

import polars as pl


def places(frame: pl.DataFrame, count: pl.Series, name: str = "place") -> pl.DataFrame:
    """Each row as often as `count` says, numbered from 0 in a column of that name (UInt64)."""
    numbered = frame.with_columns(pl.int_ranges(0, count, dtype=pl.UInt64).alias(name))
    return numbered.filter(count > 0).explode(name)


def comma_lists(count: pl.Series, values: pl.Series) -> pl.Series:
    """The values (String) cut into pieces of those counts, each comma-joined; null where the count is 0."""
    rows = pl.DataFrame({"row": pl.int_range(0, len(count), eager=True)})
    owner = places(rows, count)["row"]
    lists = pl.DataFrame({"row": owner, "value": values}).group_by("row", maintain_order=True)
    joined = lists.agg(pl.col("value").str.join(","))
    return rows.join(joined, on="row", how="left", maintain_order="left")["value"]
