"""`loaders sources`: what there is, and what of it is loaded."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Mapping
from datetime import timedelta

from loaders.errors import DONE
from loaders.settings import Settings
from loaders.sources import SOURCES
from loaders.sources.base import Source
from loaders.warehouse import LoadRecord, connect, read_current_loads, utc_now

_ROW = "{:<15}{:>6}{:>15}  {:<17}{:>6}  {}"
_HEADINGS = _ROW.format("source", "tables", "rows", "last load (UTC)", "age", "data")
_WIDTH = 80
_INDENT = "  "


def show(settings: Settings) -> int:
    """Print two or more lines a source; raises LoaderError if the warehouse cannot be read."""
    current = _current(settings)
    print(_HEADINGS)
    for source in SOURCES.values():
        print(_row(source, current))
        print(_details(source, settings), flush=True)
    return DONE


def _current(settings: Settings) -> Mapping[str, LoadRecord]:
    if not settings.warehouse.exists():
        return {}
    with connect(settings, read_only=True) as connection:
        return read_current_loads(connection)


def _row(source: Source, current: Mapping[str, LoadRecord]) -> str:
    loads = [current[table.name] for table in source.tables if table.name in current]
    times = [load.finished_at for load in loads if load.finished_at]
    return _ROW.format(
        source.id,
        f"{len(loads)}/{len(source.tables)}",
        f"{sum(load.rows_loaded or 0 for load in loads):,}" if loads else "–",
        f"{max(times):%Y-%m-%d %H:%M}" if times else "never",
        _age(utc_now() - max(times)) if times else "–",
        ", ".join(sorted({load.data_mode for load in loads})) or "–",
    )


def _details(source: Source, settings: Settings) -> str:
    """Name, licence and credential, within the terminal's width, or 80 columns where there is none."""
    text = f"{source.title}; {source.licence}; credential: {source.credential_state(settings)}"
    width = shutil.get_terminal_size((_WIDTH, 24)).columns
    return textwrap.fill(
        text,
        max(width, _WIDTH // 2),
        initial_indent=_INDENT,
        subsequent_indent=_INDENT,
        break_on_hyphens=False,
    )


def _age(age: timedelta) -> str:
    """In the largest unit that fits: 3 d, 5 h, 12 min."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} d"
