"""What a raw table is: the file it comes from, its columns, its key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """One raw table, one file. All columns are text: what can fail to be cast is cast in staging."""

    name: str
    """Without the schema, for example `imdb_title_basics`."""
    file: str
    """The file's name at the source."""
    columns: tuple[str, ...]
    """The source's own names in the source's order."""
    key: tuple[str, ...]
    """Rows that agree in these columns are counted as duplicates (and loaded)."""
    key_number: str = ""
    """SQL for a whole number ≥ 0 made from the key: any function of it, best a dense and nearly one-to-one
    one. Duplicates are looked for only where it repeats, which is what keeps their count exact and cheap.
    Default: a hash.
    """
    typical_mb: int = 1
    """Compressed size, to begin with the largest."""
