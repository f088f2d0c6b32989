"""IMDb non-commercial datasets: seven gzip TSV files, no quoting, `\\N` for null, refreshed daily.

https://developer.imdb.com/non-commercial-datasets/
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from loaders.settings import Settings
from loaders.sources.open_files import OpenFiles
from loaders.tables import Table


def _table(name: str, typical_mb: int, columns: str, *, ordered: bool = False) -> Table:
    """A file of IMDb. Its key is its first column, an id such as tt0133093, or that and `ordering`."""
    names = tuple(columns.split())
    number = f"try_cast(substr({names[0]}, 3) as bigint)"
    return Table(
        name=f"imdb_{name.replace('.', '_')}",
        file=f"{name}.tsv.gz",
        columns=names,
        key=(names[0], "ordering") if ordered else (names[0],),
        key_number=f"{number} * 256 + try_cast(ordering as bigint)" if ordered else number,
        typical_mb=typical_mb,
    )


@dataclass(frozen=True)
class Imdb(OpenFiles):
    """The source `imdb`."""

    id: str = "imdb"
    title: str = "IMDb non-commercial datasets"
    licence: str = "personal and non-commercial use, no redistribution"
    data_nature: str = "observed"
    tables: Sequence[Table] = (
        _table("name.basics", 300, "nconst primaryName birthYear deathYear primaryProfession knownForTitles"),
        _table(
            "title.akas",
            482,
            "titleId ordering title region language types attributes isOriginalTitle",
            ordered=True,
        ),
        _table(
            "title.basics",
            219,
            "tconst titleType primaryTitle originalTitle isAdult startYear endYear runtimeMinutes genres",
        ),
        _table("title.crew", 80, "tconst directors writers"),
        _table("title.episode", 50, "tconst parentTconst seasonNumber episodeNumber"),
        _table("title.principals", 758, "tconst ordering nconst category job characters", ordered=True),
        _table("title.ratings", 8, "tconst averageRating numVotes"),
    )

    def address(self, settings: Settings, table: Table) -> str:
        """The address of the table's file."""
        return settings.imdb_url + table.file
