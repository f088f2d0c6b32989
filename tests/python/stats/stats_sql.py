"""How the tests of the statistics run SQL: on DuckDB, on rows that the test gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import numpy as np
import polars as pl


def column(sql: str) -> np.ndarray:
    """Every value of a one-column query, null as nan."""
    return np.array([np.nan if row[0] is None else row[0] for row in duckdb.sql(sql).fetchall()], dtype=float)


def table(sql: str, **relations: Mapping[str, Sequence[Any]]) -> pl.DataFrame:
    """The rows of a query that reads the given relations, columns as sequences, by their names."""
    with duckdb.connect() as connection:
        for name, columns in relations.items():
            connection.register(name, pl.DataFrame(columns).to_arrow())
        return connection.sql(sql).pl()
