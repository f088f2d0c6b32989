"""The protocol of a source, and what a fetch hands to it."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from loaders.http import HttpClient
from loaders.progress import Reporter
from loaders.settings import Settings
from loaders.tables import Table
from loaders.warehouse import LoadRecord, Warehouse


@dataclass(frozen=True)
class Context:
    """One run of `loaders fetch`: its options, and the services that a source uses."""

    run_id: str
    data_mode: str
    """`sample` or `live`."""
    settings: Settings
    http: HttpClient
    warehouse: Warehouse
    reporter: Reporter
    cancel: threading.Event
    """Set when the user wants to stop: raise Interrupted soon."""
    current: Mapping[str, LoadRecord]
    """The current load of each table when the run began."""
    from_dir: Path | None = None
    snapshot_date: date | None = None
    limit: int | None = None
    force: bool = False
    allow_new_columns: bool = False

    def download_dir(self, source: str) -> Path:
        """Where a source keeps its downloads of this data mode."""
        return self.settings.data_dir / "downloads" / self.data_mode / source

    def record(self, source: Source, table: Table, uri: str) -> LoadRecord:
        """A load log row that begins now."""
        nature = "synthetic" if self.data_mode == "sample" else source.data_nature
        return LoadRecord(self.run_id, source.id, table.name, uri, self.data_mode, nature)


class Source(Protocol):
    """A provider of raw tables. The attributes are facts; `fetch` brings the tables up to date."""

    @property
    def id(self) -> str:
        """Short name, as on the command line and in `raw.load_log`."""

    @property
    def title(self) -> str:
        """Name for people."""

    @property
    def licence(self) -> str:
        """What the data may be used for, in a few words."""

    @property
    def data_nature(self) -> str:
        """`observed` or `synthetic`, of the real data."""

    @property
    def tables(self) -> Sequence[Table]:
        """All its raw tables."""

    def credential_state(self, settings: Settings) -> str:
        """`none needed`, `found`, or which setting is missing; never the credential."""

    def address(self, settings: Settings, table: Table) -> str:
        """Where a table comes from."""

    def fetch(self, context: Context, tables: Sequence[Table]) -> list[LoadRecord]:
        """Load `tables` and return their rows of the load log, as written.

        A table that fails is a record with status 'failed', its line given to `context.reporter.problem`; the
        others go on. Raises Interrupted, and nothing else that a user can cause.
        """
