"""`loaders sources`: what there is, and what of it is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from rich.console import Console
from rich.table import Table as Grid

from loaders.errors import DONE, LoaderError
from loaders.settings import Settings
from loaders.sources import SOURCES
from loaders.sources.base import Source
from loaders.warehouse import LoadRecord, connect, read_current_loads, utc_now

_HEADINGS = ("source", "name", "tables", "rows", "last load (UTC)", "age", "data", "licence", "credential")
_PLAIN_WIDTH = 160
"""Columns where stdout is no terminal: a row stays on its line."""


def show(settings: Settings) -> int:
    """Print the sources; raises LoaderError after that if the warehouse could not be read."""
    current: Mapping[str, LoadRecord] = {}
    problem: LoaderError | None = None
    try:
        current = _current(settings)
    except LoaderError as error:
        problem = error
    grid = Grid(box=None, pad_edge=False)
    for heading in _HEADINGS:
        grid.add_column(heading, justify="right" if heading in ("tables", "rows", "age") else "left")
    for source in SOURCES.values():
        grid.add_row(*_row(source, settings, current))
    console = Console()
    Console(width=None if console.is_terminal else _PLAIN_WIDTH).print(grid)
    if problem:
        raise problem
    return DONE


def _current(settings: Settings) -> Mapping[str, LoadRecord]:
    if not settings.warehouse.exists():
        return {}
    with connect(settings, read_only=True) as connection:
        return read_current_loads(connection)


def _row(source: Source, settings: Settings, current: Mapping[str, LoadRecord]) -> tuple[str, ...]:
    loads = [current[table.name] for table in source.tables if table.name in current]
    times = [load.finished_at for load in loads if load.finished_at]
    return (
        source.id,
        source.title,
        f"{len(loads)}/{len(source.tables)}",
        f"{sum(load.rows_loaded or 0 for load in loads):,}" if loads else "–",
        f"{max(times):%Y-%m-%d %H:%M}" if times else "never",
        _age(utc_now() - max(times)) if times else "–",
        ", ".join(sorted({load.data_mode for load in loads})) or "–",
        source.licence,
        source.credential_state(settings),
    )


def _age(age: timedelta) -> str:
    """In the largest unit that fits: 3 d, 5 h, 12 min."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} d"
