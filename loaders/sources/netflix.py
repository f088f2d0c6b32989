"""Netflix watch history, from two Kaggle datasets: a synthetic one, and real clicks of UK desktop viewers.

https://www.kaggle.com/datasets/sayeeduddin/netflix-2025user-behavior-dataset-210k-records
https://www.kaggle.com/datasets/vodclickstream/netflix-audience-behaviour-uk-movies
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loaders import kaggle
from loaders.files import fetch_tables
from loaders.settings import Settings
from loaders.sources.base import Context
from loaders.sources.open_files import OpenFiles
from loaders.tables import CSV, Table
from loaders.warehouse import LoadRecord

_HISTORY = "sayeeduddin/netflix-2025user-behavior-dataset-210k-records"
_CLICKS = "vodclickstream/netflix-audience-behaviour-uk-movies"


def _table(
    name: str,
    file: str,
    typical_mb: int,
    columns: str,
    renamed: Mapping[str, str] | None = None,
    data_nature: str = "",
    is_required: bool = True,
) -> Table:
    """A CSV of a dataset. Its rows are duplicates where they agree in everything."""
    names = tuple(columns.split())
    return Table(
        name=f"netflix_{name}",
        file=file,
        columns=names,
        key=names,
        typical_mb=typical_mb,
        dialect=CSV,
        renamed=renamed or {},
        data_nature=data_nature,
        is_required=is_required,
    )


@dataclass(frozen=True)
class Netflix(OpenFiles):
    """The source `netflix`."""

    id: str = "netflix"
    title: str = "Netflix watch history (Kaggle)"
    licence: str = "as the datasets' pages on Kaggle say"
    data_nature: str = "synthetic"
    tables: Sequence[Table] = (
        _table(
            "users",
            "users.csv",
            2,
            "user_id email first_name last_name age gender country state_province city subscription_plan "
            "subscription_start_date is_active monthly_spend primary_device household_size created_at",
        ),
        _table(
            "movies",
            "movies.csv",
            1,
            "movie_id title content_type genre_primary genre_secondary release_year duration_minutes rating "
            "language country_of_origin imdb_rating production_budget box_office_revenue number_of_seasons "
            "number_of_episodes is_netflix_original added_to_platform content_warning",
        ),
        _table(
            "watch_history",
            "watch_history.csv",
            10,
            "session_id user_id movie_id watch_date device_type watch_duration_minutes progress_percentage "
            "action quality location_country is_download user_rating",
        ),
        _table(
            "clickstream",
            "vodclickstream_uk_movies_03.csv",
            60,
            "row_id datetime duration title genres release_date movie_id user_id",
            renamed={"": "row_id"},
            data_nature="observed",
            is_required=False,
        ),
    )

    def credential_state(self, settings: Settings) -> str:
        """Public datasets need none."""
        return kaggle.credential_state(settings)

    def address(self, settings: Settings, table: Table) -> str:
        """The address of the table's file."""
        return kaggle.address(settings, _dataset(table), table.file)

    def fetch(self, context: Context, tables: Sequence[Table]) -> list[LoadRecord]:
        """Keep the salt of the subscriber keys, then load `tables`, two files at a time.

        Raises LoaderError where the salt is not the one of the keys that are there.
        """
        settings = context.settings
        if context.warehouse.keep_salt(context.data_mode, settings.salt, force=context.force):
            context.reporter.say("netflix: MEDIA_SALT is not set: a random salt is kept in the warehouse")
        works = [kaggle.work(context, self, table, _dataset(table)) for table in tables]
        return fetch_tables(context, self, works)


def _dataset(table: Table) -> str:
    return _CLICKS if table.name == "netflix_clickstream" else _HISTORY
