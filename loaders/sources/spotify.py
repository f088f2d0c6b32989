"""Spotify charts: archives on Kaggle, and a folder of files that the user downloaded. Nothing is scraped.

https://www.kaggle.com/datasets/dhruvildave/spotify-charts
https://www.kaggle.com/datasets/gonzalopezgil/spotify-charts-daily-updated
https://charts.spotify.com gives a file a chart, after login
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from loaders import kaggle
from loaders.files import Job, Part, Work, fetch_tables, log_record
from loaders.settings import Settings
from loaders.skips import SILENT, skip
from loaders.sources.base import Context, Hindrance
from loaders.spotify_files import ChartFile, FileRefusedError, check, find_files
from loaders.tables import CSV, Table
from loaders.warehouse import LoadRecord

_FROM_NAME = ("file_name", "chart", "region", "chart_date")

_LEGACY = Table(
    name="spotify_charts_legacy",
    file="regional-global-weekly-2020-01-03--2020-01-10.csv",
    columns=(*_FROM_NAME, "Position", "track_name", "Artist", "Streams", "URL"),
    key=("chart", "region", "chart_date", "Position"),
    dialect=CSV,
    is_required=False,
    constants=_FROM_NAME,
    optional=("Streams",),
    renamed={"Track Name": "track_name"},
    ignores_new_columns=True,
)
_CURRENT = Table(
    name="spotify_charts_current",
    file="regional-global-weekly-2023-01-05.csv",
    columns=(
        *_FROM_NAME, "rank", "uri", "artist_names", "track_name", "source", "peak_rank", "previous_rank",
        "days_on_chart", "weeks_on_chart", "streams",
    ),
    key=("chart", "region", "chart_date", "rank"),
    dialect=CSV,
    is_required=False,
    constants=_FROM_NAME,
    optional=("source", "peak_rank", "previous_rank", "days_on_chart", "weeks_on_chart", "streams"),
    ignores_new_columns=True,
)  # fmt: skip


def _place(chart: str) -> str:
    """SQL of a number that is all but one-to-one with chart, day and rank, for Table.key_number."""
    day = "coalesce(date_diff('day', date '2000-01-01', try_cast(date as date)), 0) & 16383"
    rank = "coalesce(try_cast(rank as bigint), 0) & 255"
    return f"((hash({chart}) & 1048575)::bigint * 16384 + ({day})) * 256 + ({rank})"


_ARCHIVE = Table(
    name="spotify_charts_archive",
    file="charts.csv",
    columns=("title", "rank", "date", "artist", "url", "region", "chart", "trend", "streams"),
    key=("region", "chart", "date", "rank"),
    key_number=_place("region || chart"),
    typical_mb=1000,
    dialect=CSV,
    is_required=False,
)
_DAILY = Table(
    name="spotify_charts_daily",
    file="charts_songs_daily.csv",
    columns=(
        "date", "country", "rank", "uri", "artist_names", "track_name", "label", "peak_rank", "previous_rank",
        "days_on_chart", "streams", "consecutive_days", "entry_status", "peak_date", "entry_rank",
        "entry_date", "release_date", "artist_uris",
    ),
    key=("country", "date", "rank"),
    key_number=_place("country"),
    typical_mb=3000,
    dialect=CSV,
    is_required=False,
    ignores_new_columns=True,
)  # fmt: skip
_DATASETS = {
    _ARCHIVE.name: ("archive", "dhruvildave/spotify-charts"),
    _DAILY.name: ("daily", "gonzalopezgil/spotify-charts-daily-updated"),
}
"""What MEDIA_SPOTIFY_DATASETS calls it, and where it is on Kaggle."""


@dataclass(frozen=True)
class Spotify:
    """The source `spotify`."""

    id: str = "spotify"
    title: str = "Spotify charts (Kaggle, and the user's own files)"
    licence: str = "as the datasets' pages on Kaggle and Spotify's terms say"
    data_nature: str = "observed"
    tables: Sequence[Table] = (_LEGACY, _CURRENT, _ARCHIVE, _DAILY)

    def credential_state(self, settings: Settings) -> str:
        """Public datasets need none."""
        return kaggle.credential_state(settings)

    def hindrance(self, settings: Settings, table: Table) -> Hindrance | None:
        """What lies in no folder and is not asked for on Kaggle is left alone."""
        return None if settings.spotify_dir or _is_asked_for(settings, table) else _not_asked_for(table)

    def has_local(self, folder: Path, table: Table) -> bool:
        """Whether a file of the table's format is there, at any depth."""
        found = find_files(folder, self.tables, is_shared=True)
        return any(file.table.name == table.name for file in found)

    def address(self, settings: Settings, table: Table) -> str:
        """The dataset's file, or the folder where the user keeps the charts."""
        if table.name in _DATASETS and _is_asked_for(settings, table):
            return kaggle.address(settings, _DATASETS[table.name][1], table.file)
        return (settings.spotify_dir or Path()).resolve().as_uri()

    def fetch(self, context: Context, tables: Sequence[Table]) -> list[LoadRecord]:
        """Load `tables` from the folder where it has them, else from Kaggle where that is asked for.

        A file that cannot be used is left out, with a line and a row in the load log of its own: the others
        of its table are loaded.
        """
        files, records = self._files(context, tables)
        works: list[Work] = []
        for table in tables:
            own = [file for file in files if file.table.name == table.name]
            if own:
                works.append(_folder_work(context, own))
            elif not context.from_dir and _is_asked_for(context.settings, table):
                works.append(kaggle.work(context, self, table, _DATASETS[table.name][1]))
            elif all(record.table_name != table.name for record in records):
                records += skip(context, self, [table], _not_asked_for(table))
        return [*records, *fetch_tables(context, self, works)]

    def _files(self, context: Context, tables: Sequence[Table]) -> tuple[list[ChartFile], list[LoadRecord]]:
        """The files to load, and the load log's rows of those that are left out."""
        folder = context.from_dir or context.settings.spotify_dir
        if folder is None:
            return [], []
        if not folder.is_dir():
            return [], _no_folder(context, self, tables, f"there is no folder {folder}")
        found = list(find_files(folder, self.tables, is_shared=context.from_dir is not None))
        if not found:
            return [], _no_folder(context, self, tables, f"there is no chart (CSV) in {folder}")
        names = {table.name for table in tables}
        files: list[ChartFile] = []
        records: list[LoadRecord] = []
        for file in found:
            if file.table.name in names:
                try:
                    files.append(check(file))
                except FileRefusedError as error:
                    records.append(_leave_out(context, self, error, folder))
        _say_gaps(context, files)
        return files, records


def _is_asked_for(settings: Settings, table: Table) -> bool:
    return table.name in _DATASETS and _DATASETS[table.name][0] in settings.spotify_datasets


def _not_asked_for(table: Table) -> Hindrance:
    known = _DATASETS.get(table.name)
    by_name = f", or name {known[0]} in MEDIA_SPOTIFY_DATASETS" if known else ""
    return Hindrance(SILENT, f"no such file: set MEDIA_SPOTIFY_DIR to a folder that holds one{by_name}")


def _folder_work(context: Context, files: Sequence[ChartFile]) -> Work:
    """One table from files of the user's folder."""
    folder = context.from_dir or context.settings.spotify_dir or Path()
    only = files[0].path if len(files) == 1 else folder
    size = sum(file.path.stat().st_size for file in files)
    return Work(files[0].table, only.resolve().as_uri(), partial(_parts, files=files), size)


def _parts(job: Job, files: Sequence[ChartFile]) -> Sequence[Part]:
    return [Part(job.local(file.path, name=file.name, skip=file.skip), file.constants) for file in files]


def _leave_out(context: Context, source: Spotify, refused: FileRefusedError, folder: Path) -> LoadRecord:
    context.reporter.problem(f"{refused.table.name}: {refused}; the file is left out")
    record = context.record(source, refused.table, (folder / refused.file).resolve().as_uri())
    counted = replace(record, rows_read=refused.lines, rows_loaded=0, rows_rejected=refused.lines)
    failed = replace(counted, status="failed", reason_code=refused.code, message=str(refused))
    return log_record(context, failed, refused.rejects)


def _no_folder(context: Context, source: Spotify, tables: Sequence[Table], problem: str) -> list[LoadRecord]:
    """The tables that only the user's folder can fill have failed; an archive may come from Kaggle."""
    message = f"{'--from-dir' if context.from_dir else 'MEDIA_SPOTIFY_DIR'}: {problem}"
    context.reporter.problem(message)
    own = [table for table in tables if table.constants]
    records = [context.record(source, table, source.address(context.settings, table)) for table in own]
    return [
        log_record(context, replace(record, status="failed", reason_code="FILE_MISSING", message=message))
        for record in records
    ]


def _say_gaps(context: Context, files: Sequence[ChartFile]) -> None:
    """Say which charts have gaps in their ranks, which is normal: they are loaded as they are."""
    gaps = [file for file in files if file.missing_ranks]
    if gaps:
        ranks = ", ".join(map(str, gaps[0].missing_ranks[:5]))
        more = f" and {len(gaps) - 1} more" if len(gaps) > 1 else ""
        context.reporter.say(f"spotify: ranks are missing in {gaps[0].name} ({ranks}){more}: loaded as it is")
