"""The protocol of a source, and what a fetch hands to it."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from loaders.call_log import CallLog
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
    calls: CallLog
    """For calls that are not made; those that are, `http` logs."""
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
        nature = table.data_nature or source.data_nature
        nature = "synthetic" if self.data_mode == "sample" else nature
        return LoadRecord(self.run_id, source.id, table.name, uri, self.data_mode, nature)


@dataclass(frozen=True)
class Hindrance:
    """Why a table cannot be fetched here, which is no failure: it is skipped."""

    code: str
    """`CREDENTIAL_MISSING`, or `NOT_CONFIGURED` for a table that nothing was configured for."""
    message: str
    """What to do about it, in half a line."""


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

    def hindrance(self, settings: Settings, table: Table) -> Hindrance | None:
        """Why a table cannot be fetched with these settings; None: it can. Not asked with --from-dir."""

    def has_local(self, folder: Path, table: Table) -> bool:
        """Whether the folder that the user named holds something of a table."""

    def address(self, settings: Settings, table: Table) -> str:
        """Where a table comes from."""

    def fetch(self, context: Context, tables: Sequence[Table]) -> list[LoadRecord]:
        """Load `tables` and return their rows of the load log, as written.

        A table that fails is a record with status 'failed', its line given to `context.reporter.problem`; the
        others go on. Raises Interrupted, and LoaderError for what hits all tables alike: all have failed.
        """
