"""What a raw table is: the file it comes from, how that is written, its columns, its key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Dialect:
    """How a text file is written. UTF-8 and one record a line are a matter of course."""

    kind: str
    """For people: `CSV`."""
    delimiter: str
    quote: str = ""
    """Around fields that hold a delimiter, a quote (doubled) or a line break. Empty: nothing is quoted."""
    null: str = ""
    """The text that stands for null."""
    header: bool = True
    """Whether the first line names the columns."""


TSV = Dialect("TSV", "\t", null=r"\N")
"""As IMDb writes: nothing is quoted."""
CSV = Dialect("CSV", ",", quote='"')
QUOTED_TSV = Dialect("TSV", "\t", quote='"')
LINES = Dialect("text", "\x1f", header=False)
"""Each line is one value, such as a JSON object."""


@dataclass(frozen=True)
class Table:
    """One raw table. Its columns are text: what can fail to be cast is cast in staging."""

    name: str
    """Without the schema, for example `imdb_title_basics`."""
    file: str
    """The file's name at the source."""
    columns: tuple[str, ...]
    """All columns: the source's own names in the source's order, `constants` among them."""
    key: tuple[str, ...] = ()
    """Rows that agree in these columns are counted as duplicates (and loaded). Empty: none are looked for."""
    key_number: str = ""
    """SQL for a whole number ≥ 0 made from the key: any function of it, best a dense and nearly one-to-one
    one. Duplicates are looked for only where it repeats, which is what keeps their count exact and cheap.
    Default: a hash.
    """
    typical_mb: int = 1
    """Compressed size, to begin with the largest."""
    dialect: Dialect = TSV
    constants: tuple[str, ...] = ()
    """Columns that the loader adds to every row of a file."""
    optional: tuple[str, ...] = ()
    """Columns that a file may lack: null there."""
    renamed: Mapping[str, str] = field(default_factory=dict, hash=False)
    """By the file's name, columns that have another one here."""
    ignores_new_columns: bool = False
    """Leave out columns that are not known, instead of refusing the file."""
    data_nature: str = ""
    """`observed` or `synthetic`, where it is not as the source's other tables."""
    only_grows: bool = False
    """The file holds the whole history: one with fewer rows than the last is refused."""
    is_required: bool = True
    """False for an alternative or an addition, which the source can do without."""
    line_problem: str = ""
    """SQL of the reason to reject a line, null for a good one, where a line is the table's only other column
    than its `constants`.
    """
    retention_days: int | None = None
    """Observed snapshots that are older are deleted by every run. Default: none are."""
    types: Mapping[str, str] = field(default_factory=dict, hash=False)
    """SQL types of the columns that are no text."""

    @property
    def in_file(self) -> tuple[str, ...]:
        """The columns that come from the file."""
        return tuple(column for column in self.columns if column not in self.constants)

    def sql_type(self, column: str) -> str:
        """The SQL type of a column."""
        return self.types.get(column, "varchar")
