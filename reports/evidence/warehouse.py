"""The warehouse, opened for reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb

from loaders import warehouse
from loaders.errors import LoaderError
from loaders.settings import Settings
from reports.errors import ReportError
from reports.evidence import canonical


@contextmanager
def reading(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection within the limits of the settings, closed at the end.

    ReportError with one line where there is none, where it is not as the models leave it, or too large.
    """
    if not settings.warehouse.is_file():
        raise ReportError(f"{settings.warehouse}: no warehouse here. Run `loaders fetch`, then `dbt build`.")
    try:
        con = warehouse.connect(settings, read_only=True)
    except LoaderError as error:
        raise ReportError(str(error)) from None
    try:
        yield con
    except duckdb.OutOfMemoryException as error:
        raise ReportError(f"{first_line(error)}: raise MEDIA_MEMORY_LIMIT or lower MEDIA_THREADS.") from None
    except duckdb.Error as error:
        raise ReportError(f"{settings.warehouse}: {first_line(error)}. Run `dbt build` again.") from None
    finally:
        con.close()


def first_line(error: Exception) -> str:
    """The first line of an error's text, without a full stop."""
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")


def has_table(con: duckdb.DuckDBPyConnection, schema: str, table: str) -> bool:
    """Whether the warehouse has this table or view; information_schema would bind every view."""
    query = """
        select 1 from duckdb_tables() where schema_name = ? and table_name = ?
        union all select 1 from duckdb_views() where schema_name = ? and view_name = ?
    """
    return bool(con.execute(query, [schema, table, schema, table]).fetchall())


def rows(con: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """A query's rows as dictionaries of JSON values, see `canonical.plain`."""
    result = con.execute(query, list(parameters))
    names = [column[0] for column in result.description]
    return [dict(zip(names, canonical.plain(row), strict=True)) for row in result.fetchall()]


def quoted(*names: str) -> str:
    """A name, with its schema in front where there is one, safe to put into SQL."""
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)
