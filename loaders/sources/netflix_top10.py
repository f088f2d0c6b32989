"""Netflix Top 10 (Tudum): three TSV files with the whole history, quoted where needed, published on Tuesdays.

https://www.netflix.com/tudum/top10/
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from loaders.settings import Settings
from loaders.sources.open_files import OpenFiles
from loaders.tables import QUOTED_TSV, Table


def _table(name: str, file: str, typical_mb: int, columns: str, *, key: str, optional: str) -> Table:
    """A file of the Top 10. Its header has changed over the years: columns go by name, new ones stay out."""
    return Table(
        name=f"netflix_top10_{name}",
        file=f"{file}.tsv",
        columns=tuple(columns.split()),
        key=tuple(key.split()),
        typical_mb=typical_mb,
        dialect=QUOTED_TSV,
        optional=tuple(optional.split()),
        ignores_new_columns=True,
        only_grows="week" in columns.split(),  # the list of the most popular is not a history
    )


@dataclass(frozen=True)
class NetflixTop10(OpenFiles):
    """The source `netflix_top10`."""

    id: str = "netflix_top10"
    title: str = "Netflix Top 10"
    licence: str = "Netflix terms of use, no redistribution"
    data_nature: str = "observed"
    tables: Sequence[Table] = (
        _table(
            "global",
            "all-weeks-global",
            2,
            "week category weekly_rank show_title season_title weekly_hours_viewed runtime weekly_views "
            "cumulative_weeks_in_top_10",
            key="week category weekly_rank",
            optional="season_title runtime weekly_views cumulative_weeks_in_top_10",
        ),
        _table(
            "countries",
            "all-weeks-countries",
            40,
            "country_name country_iso2 week category weekly_rank show_title season_title "
            "cumulative_weeks_in_top_10",
            key="country_iso2 week category weekly_rank",
            optional="season_title cumulative_weeks_in_top_10",
        ),
        _table(
            "most_popular",
            "most-popular",
            1,
            "category rank show_title season_title hours_viewed_first_91_days runtime views_first_91_days",
            key="category rank",
            optional="season_title runtime views_first_91_days",
        ),
    )

    def address(self, settings: Settings, table: Table) -> str:
        """The address of the table's file."""
        return settings.netflix_top10_url + table.file
