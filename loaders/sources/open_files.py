"""What sources have in common whose tables are one open file each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

from loaders.files import fetch_files, find_local
from loaders.settings import Settings
from loaders.sources.base import Context, Hindrance
from loaders.tables import Table
from loaders.warehouse import LoadRecord


class OpenFiles(ABC):
    """The part of Source that is the same for all of them; a source adds its facts and its addresses."""

    id: str
    title: str
    licence: str
    data_nature: str
    tables: Sequence[Table]

    def credential_state(self, settings: Settings) -> str:
        """There is none to have."""
        return "none needed"

    def hindrance(self, settings: Settings, table: Table) -> Hindrance | None:
        """Anybody may fetch them."""
        return None

    def has_local(self, folder: Path, table: Table) -> bool:
        """Whether the table's file is there."""
        return find_local(folder, self.id, table.file) is not None

    @abstractmethod
    def address(self, settings: Settings, table: Table) -> str:
        """The address of the table's file."""

    def fetch(self, context: Context, tables: Sequence[Table]) -> list[LoadRecord]:
        """Load `tables`, two files at a time."""
        return fetch_files(context, self, tables)
