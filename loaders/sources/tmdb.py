"""TMDB: details, watch providers and lists from its API, and its daily exports of ids.

https://developer.themoviedb.org/docs
This product uses the TMDB API but is not endorsed or certified by TMDB.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from loaders.call_log import public_url
from loaders.downloads import SourceFile
from loaders.errors import LoaderError, from_os
from loaders.files import Job, Part, Work, fetch_tables, find_local, name_missing
from loaders.http import StatusError
from loaders.settings import Settings
from loaders.sources.base import Context, Hindrance
from loaders.tables import LINES, Table
from loaders.tmdb import stages
from loaders.tmdb.answers import AnswerFile
from loaders.tmdb.asking import HOPELESS, Asking
from loaders.tmdb.client import WHERE_TO_GET_ONE
from loaders.tmdb.loading import failed, load_file, load_local
from loaders.warehouse import LoadRecord

_TYPES = {
    "snapshot_date": "date",
    "tmdb_id": "bigint",
    "provider_id": "bigint",
    "page": "integer",
    "status_code": "integer",
    "retrieved_at": "timestamp",
}
_READY_AT_HOUR = 8
_DAYS_BACK = 2


RETENTION_DAYS = 180
"""TMDB's terms allow its data to be kept for six months; as dbt's var tmdb_retention_days."""

# Staging reads them whatever they hold, so what is no id must not get there. NaN, which the engine takes for
# JSON, would come before all other measures of interest.
_NO_ID = """
case
    when json_valid(payload) is not true then 'MALFORMED_JSON'
    when json_type(payload) = 'OBJECT'
        and json_type(payload, '$.id') = 'UBIGINT'
        and try_cast(json_extract_string(payload, '$.id') as bigint) is not null
        and coalesce(isfinite(try_cast(json_extract_string(payload, '$.popularity') as double)), true)
        then null
    else 'WRONG_TYPE'
end
"""
"""The reason to reject a line of an export."""


def _answers(name: str, *key: str, beside: tuple[str, ...] = ()) -> Table:
    """A table of the API's answers."""
    columns = (
        "snapshot_date",
        "data_mode",
        *key,
        *beside,
        "status_code",
        "payload",
        "retrieved_at",
        "run_id",
    )
    types = {column: _TYPES[column] for column in columns if column in _TYPES}
    return Table(f"tmdb_{name}", f"{name}.jsonl", columns, key, types=types, retention_days=RETENTION_DAYS)


def _export(name: str, file: str, typical_mb: int) -> Table:
    return Table(
        f"tmdb_{name}",
        f"{file}.json.gz",
        ("snapshot_date", "data_mode", "payload"),
        typical_mb=typical_mb,
        dialect=LINES,
        constants=("snapshot_date", "data_mode"),
        is_required=False,
        line_problem=_NO_ID,
        retention_days=RETENTION_DAYS,
        types={"snapshot_date": "date"},
    )


_PATHS = {
    "tmdb_regions": "watch/providers/regions",
    "tmdb_providers": "watch/providers/{media_type}",
    "tmdb_genres": "genre/{media_type}/list",
    "tmdb_discover": "discover/{media_type}",
    "tmdb_find": "find/{imdb_id}",
    "tmdb_movies": "movie/{tmdb_id}",
    "tmdb_tv": "tv/{tmdb_id}",
    "tmdb_offers": "{media_type}/{tmdb_id}",
}
"""Where each table of the API is asked for; the others are exports."""
_STAGES = (
    ("tmdb_regions", "tmdb_providers", "tmdb_genres"),
    ("tmdb_discover",),
    ("tmdb_find", "tmdb_movies", "tmdb_tv", "tmdb_offers"),
)
"""Tables that are fetched together, and loaded all or none."""


@dataclass(frozen=True)
class Tmdb:
    """The source `tmdb`."""

    id: str = "tmdb"
    title: str = "TMDB"
    licence: str = "non-commercial use with notice, kept at most six months"
    data_nature: str = "observed"
    tables: Sequence[Table] = (
        _answers("regions"),
        _answers("providers", "media_type"),
        _answers("genres", "media_type"),
        _answers("discover", "media_type", "provider_id", "region", "page"),
        _answers("find", "imdb_id"),
        _answers("movies", "tmdb_id", beside=("asked_imdb_id",)),
        _answers("tv", "tmdb_id", beside=("asked_imdb_id",)),
        _answers("offers", "media_type", "tmdb_id", "region"),
        _export("movie_ids", "movie_ids", 20),
        _export("tv_ids", "tv_series_ids", 4),
    )

    def credential_state(self, settings: Settings) -> str:
        """Whether there is a token; the daily exports need none."""
        return "found" if settings.tmdb_token else "TMDB_API_TOKEN is not set"

    def hindrance(self, settings: Settings, table: Table) -> Hindrance | None:
        """The API asks for a token, the exports do not."""
        if settings.tmdb_token or table.name not in _PATHS:
            return None
        return Hindrance("CREDENTIAL_MISSING", f"no TMDB_API_TOKEN: {WHERE_TO_GET_ONE}")

    def has_local(self, folder: Path, table: Table) -> bool:
        """Whether there is a file of answers that a fetch has saved, or an export."""
        return _local(folder, self.id, table) is not None

    def address(self, settings: Settings, table: Table) -> str:
        """Where a table is asked for; of an export, the newest one there should be."""
        if table.name in _PATHS:
            return settings.tmdb_url + _PATHS[table.name]
        return _export_address(settings, table, _newest_export())

    def fetch(self, context: Context, tables: Sequence[Table]) -> list[LoadRecord]:
        """Load `tables`: the API's by stages, the exports as files."""
        api = [table for table in tables if table.name in _PATHS]
        exports = [table for table in tables if table.name not in _PATHS]
        if context.from_dir:
            name_missing(context, (t.file for t in api if not self.has_local(context.from_dir, t)))
            records = [load_local(context, self, context.from_dir, table) for table in api]
        else:
            records = self._fetch_api(context, {table.name: table for table in api})
        return records + fetch_tables(
            context, self, [_export_work(context, self, table) for table in exports]
        )

    def _fetch_api(self, context: Context, wanted: Mapping[str, Table]) -> list[LoadRecord]:
        """Stage by stage; after a failure that all would meet, the others are not tried."""
        records: list[LoadRecord] = []
        asking: Asking | None = None
        hopeless: LoaderError | None = None
        for names in _STAGES:
            tables = [wanted[name] for name in names if name in wanted]
            if not tables:
                continue
            try:
                if hopeless:
                    raise hopeless
                asking = asking or Asking(context)
                for file in self._ask(context, asking, names):
                    if file.table in tables:
                        records.append(load_file(context, self, file, asking.day))
                        tables.remove(file.table)
            except (LoaderError, OSError) as error:
                problem = from_os(error, context.settings.data_dir) if isinstance(error, OSError) else error
                hopeless = problem if asking is None or problem.code in HOPELESS else None
                records += self._failed(context, tables, problem, is_for_all=hopeless is not None)
        return records

    def _failed(
        self, context: Context, tables: Sequence[Table], problem: LoaderError, *, is_for_all: bool
    ) -> list[LoadRecord]:
        """One line for the tables of a stage; for all stages, where all meet the same problem."""
        names = "" if is_for_all else f"{', '.join(table.name for table in tables)}: "
        context.reporter.problem(f"{names}{problem}; what was loaded before stays")
        return [
            failed(
                context,
                context.record(self, table, public_url(self.address(context.settings, table))),
                problem,
            )
            for table in tables
        ]

    def _ask(self, context: Context, asking: Asking, names: Sequence[str]) -> list[AnswerFile]:
        tables = {table.name: table for table in self.tables}
        if "tmdb_regions" in names:
            return stages.lists(asking, tables)
        if "tmdb_discover" in names:
            return stages.discovered(asking, tables)
        return stages.titles(asking, tables, context)


def _newest_export() -> date:
    """The day of the newest export: they are ready by 08:00 UTC."""
    return (datetime.now(UTC) - timedelta(hours=_READY_AT_HOUR)).date()


def _export_address(settings: Settings, table: Table, day: date) -> str:
    name, _, suffix = table.file.partition(".")
    return f"{settings.tmdb_exports_url}{name}_{day:%m_%d_%Y}.{suffix}"


def _export_work(context: Context, source: Tmdb, table: Table) -> Work:
    """The export of a day: the newest, or that of --snapshot-date; while it is not there, of a day before."""
    if context.from_dir:
        path = _local(context.from_dir, source.id, table)
        uri = (path or context.from_dir / table.file).resolve().as_uri()
        return Work(table, uri, lambda job: [_part(job, _found(job, path))], is_missing=path is None)
    newest = context.snapshot_date or _newest_export()
    addresses = [
        _export_address(context.settings, table, newest - timedelta(days=back))
        for back in range(_DAYS_BACK + 1)
    ]

    def obtain(job: Job) -> Sequence[Part] | None:
        file = _first_there(job, addresses)
        return None if file is None else [_part(job, file)]

    return Work(table, public_url(addresses[0]), obtain, table.typical_mb * 1_000_000)


def _first_there(job: Job, addresses: Sequence[str]) -> SourceFile | None:
    """The first export that the server has; it answers 403 or 404 for one that is not made yet."""
    for address in addresses[:-1]:
        try:
            return job.download(address, job.table.file)
        except StatusError as error:
            if error.status not in (403, 404):
                raise
    return job.download(addresses[-1], job.table.file)


def _part(job: Job, file: SourceFile) -> Part:
    modified = file.version.last_modified or datetime.now(UTC)
    day = job.context.snapshot_date or modified.date()
    return Part(file, {"snapshot_date": day.isoformat(), "data_mode": job.context.data_mode})


def _found(job: Job, path: Path | None) -> SourceFile:
    if path is None:
        raise LoaderError("FILE_MISSING", f"{job.table.file} is not in {job.context.from_dir}")
    return job.local(path)


def _local(folder: Path, source: str, table: Table) -> Path | None:
    """The table's file in a folder; of exports, which have their day in their name, the newest."""
    if found := find_local(folder, source, table.file):
        return found
    name, _, suffix = table.file.partition(".")
    exports = [path for at in (folder, folder / source) for path in at.glob(f"{name}_*.{suffix}")]
    return max(exports, key=lambda path: path.stat().st_mtime, default=None)
