"""A small built project for the tests of the evidence: warehouse, artifacts, calls, a download.

Two IMDb tables of a few rows, the star that they fill, and the marts with three KPIs that have a value. What
a test wants otherwise it changes in the warehouse or in the artifacts.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
import evidence_artifacts

from reports.cli import app, pdf_app, run

ROOT = Path(__file__).resolve().parents[3]
RUN_ID = "20260302T090000Z-0000aa"
RATINGS = b"tconst\taverageRating\tnumVotes\ntt1\t8.0\t100\ntt2\t6.0\t50\ntt9\t5.0\t10\n"
DIGEST = hashlib.sha256(RATINGS).hexdigest()
DOWNLOAD = Path("downloads/imdb/title.ratings.tsv.gz")
AVAILABLE = {
    "genre_popularity_share": (0.4, 400.0, 1000.0),
    "genre_momentum": (0.1, None, None),
    "genre_rating": (7.5, None, None),
}

SCHEMA = """
create schema raw; create schema reference; create schema staging; create schema intermediate;
create schema core; create schema kpis; create schema test_failures;
create table raw.load_log (
    run_id varchar, source varchar, table_name varchar, uri varchar, data_mode varchar, data_nature varchar,
    status varchar, reason_code varchar, message varchar, snapshot_date date, bytes bigint, sha256 varchar,
    etag varchar, last_modified timestamp, rows_read bigint, rows_loaded bigint, rows_rejected bigint,
    rows_duplicate bigint, started_at timestamp, finished_at timestamp
);
create table raw.reject_log (
    run_id varchar, source varchar, table_name varchar, file_name varchar, line_number bigint,
    reason varchar, line_text varchar
);
create table raw.imdb_title_basics (tconst varchar, titleType varchar, primaryTitle varchar);
insert into raw.imdb_title_basics values
    ('tt1', 'movie', 'Ærø "7"'), ('tt2', 'movie', null), ('tt2', 'movie', null);
create table raw.imdb_title_ratings (tconst varchar, averageRating varchar, numVotes varchar);
insert into raw.imdb_title_ratings values ('tt1', '8.0', '100'), ('tt2', '6.0', '50'), ('tt9', '5.0', '10');
create view staging.stg_imdb__title_basics as
    select cast(substr(tconst, 3) as bigint) as title_key, titleType as title_type from raw.imdb_title_basics;
create view staging.stg_imdb__title_ratings as
    select cast(substr(tconst, 3) as bigint) as title_key, cast(numVotes as bigint) as num_votes
    from raw.imdb_title_ratings;
create table intermediate.int_imdb__row_flags as
    select * from (values
        ('imdb_title_basics', 'repeated', 1::bigint, 3::bigint, 1 / 3),
        ('imdb_title_basics', 'shifted', 0, 3, 0.0),
        ('imdb_title_ratings', 'dangling_title', 1, 3, 1 / 3)
    ) as flags (table_name, flag, flagged_rows, table_rows, share);
create table intermediate.int_imdb__ratings_current as
    select title_key, 20260301 as snapshot_date_key, 'sample' as data_mode, num_votes
    from staging.stg_imdb__title_ratings;
create table core.dim_title as
    select title_key::bigint as title_key, title, title_key = 9 as is_inferred, false as is_retired,
        case when title_key > 0 then 'imdb' end as source_system
    from (values (-1, 'Unknown'), (1, 'Ærø "7"'), (2, 'Two'), (9, 'Unknown')) as titles (title_key, title);
create table core.fact_ratings as
    select title_key, 20260301 as snapshot_date_key, 'sample' as data_mode, 'imdb' as source_system,
        case title_key when 1 then 8.0::double when 2 then 6.0 else 5.0 end as avg_rating, num_votes
    from staging.stg_imdb__title_ratings;
create table core.fact_source_load as
    select 'imdb' as source, 'imdb_title_ratings' as table_name, date '2026-02-01' as data_start,
        date '2026-03-01' as data_end, 'http://127.0.0.1:1/x' as uri,
        timestamp '2026-03-02 09:00:00' as retrieved_at;
create table kpis.mart_kpi_series (
    kpi_id varchar, basis varchar, period_start date, period_end date, value double, n bigint,
    ci_low double, ci_high double, coverage double, status varchar
);
insert into kpis.mart_kpi_series values
    ('genre_rating', 'imdb_votes', '2026-03-01', '2026-03-01', 7.5, 3, 7.0, 8.0, 1.0, 'available'),
    ('genre_momentum', 'imdb_votes', '2025-01-01', '2025-12-31', 0.1, 3, 0.05, 0.15, 1.0, 'available'),
    ('genre_popularity_share', 'imdb_votes', '2025-01-01', '2025-12-31', 0.4, 3, 0.3, 0.5, 1.0, 'available');
create table kpis.mart_kpi_slice (
    kpi_id varchar, basis varchar, dimension varchar, member varchar, value double, numerator double,
    denominator double, n bigint, ci_low double, ci_high double, suppressed boolean, is_clear boolean
);
insert into kpis.mart_kpi_slice values
    ('genre_popularity_share', 'imdb_votes', 'genre', 'Drama', 0.4, 400, 1000, 3, 0.3, 0.5, false, null),
    ('genre_popularity_share', 'imdb_votes', 'genre', 'Comedy', 0.6, 600, 1000, 3, 0.5, 0.7, false, null);
"""

MART = """
create table kpis.mart_kpi as
select kpi_id, kpi_no::int as kpi_no, family, kpi_name as name, if(has_value, 'imdb_votes', null) as basis,
    null::varchar as rung, null::varchar as region, if(has_value, 'Drama', null) as headline_member,
    if(has_value, date '2025-01-01', null) as period_start,
    if(has_value, date '2025-12-31', null) as period_end, value, unit, numerator, denominator,
    if(has_value, 3, null)::bigint as n, if(has_value, 1.0, null)::double as coverage,
    value - 0.05 as ci_low, value + 0.05 as ci_high, ci_method,
    if(kpi_id = 'genre_popularity_share', 0.3, null)::double as prev_value,
    if(kpi_id = 'genre_popularity_share', 0.1, null)::double as delta, delta_unit,
    if(kpi_id = 'genre_popularity_share', 0.05, null)::double as delta_low,
    if(kpi_id = 'genre_popularity_share', 0.15, null)::double as delta_high,
    if(has_value, true, null) as delta_is_clear, null::varchar as delta_reason_code, direction,
    if(has_value, 'available', 'not_available') as status,
    if(has_value, null, 'SOURCE_MISSING') as reason_code, if(has_value, 'synthetic', null) as data_nature,
    sources, if(has_value, date '2026-03-01', null) as as_of_date,
    definition_version::int as definition_version
from (
    select catalogue.*, measured.value, measured.numerator, measured.denominator,
        measured.value is not null as has_value
    from reference.kpi_catalogue as catalogue left join measured using (kpi_id)
)
"""


# One load of three rows: table, sha256, rows read, rejected, duplicate.
LOAD = f"""
    insert into raw.load_log by name select
        '{RUN_ID}' as run_id, 'imdb' as source, $1 as table_name, 'sample' as data_mode,
        'synthetic' as data_nature,
        'http://127.0.0.1:4711/imdb/' || replace(substr($1, 6), '_', '.') || '.tsv.gz' as uri,
        'loaded' as status, date '2026-03-01' as snapshot_date, 99 as bytes, $2 as sha256, $3 as rows_read,
        3 as rows_loaded, $4 as rows_rejected, $5 as rows_duplicate,
        timestamp '2026-03-02 09:00:00' as started_at, timestamp '2026-03-02 09:00:01' as finished_at
"""
REJECT = [RUN_ID, "imdb", "imdb_title_basics", "title.basics.tsv.gz", 4, "TOO_FEW_FIELDS", "tt3"]


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Project:
    """Folders of a built project below `root`."""

    root: Path

    @property
    def warehouse(self) -> Path:
        """The DuckDB file."""
        return self.root / "data" / "media.duckdb"

    @property
    def target(self) -> Path:
        """The target folder of dbt."""
        return self.root / "target"

    @property
    def evidence(self) -> Path:
        """Where `reports evidence` writes."""
        return self.root / "evidence"

    def environment(self) -> dict[str, str]:
        """The settings, as variables."""
        return {
            "MEDIA_WAREHOUSE": str(self.warehouse),
            "MEDIA_DATA_DIR": str(self.root / "data"),
            "MEDIA_TEMP_DIR": str(self.root / "data" / "tmp"),
            "MEDIA_THREADS": "1",
        }

    def run(self, command: str, *arguments: str, env: Mapping[str, str] | None = None) -> Ended:
        """Run `reports …` or `cms-pdf …` in the project's folder, as its entry point does."""
        out, err = io.StringIO(), io.StringIO()
        commands = {"reports": app, "cms-pdf": pdf_app}[command]
        with (
            mock.patch.dict(os.environ, {**self.environment(), **(env or {})}),
            contextlib.chdir(self.root),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = run(commands, command, list(arguments))
        return Ended(code, out.getvalue(), err.getvalue())

    def sql(self, statements: str) -> None:
        """Change the warehouse."""
        with duckdb.connect(str(self.warehouse)) as con:
            con.execute(statements)

    def document(self, name: str) -> dict[str, Any]:
        """An evidence file, such as `evidence` or `data`."""
        parsed: dict[str, Any] = json.loads((self.evidence / f"P07_{name}.json").read_text(encoding="utf-8"))
        return parsed

    def artifact(self, name: str) -> dict[str, Any]:
        """run_results or manifest."""
        parsed: dict[str, Any] = json.loads((self.target / f"{name}.json").read_text(encoding="utf-8"))
        return parsed

    def write_artifact(self, name: str, document: dict[str, Any]) -> None:
        """Replace run_results or manifest."""
        (self.target / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")

    def set_status(self, unique_id: str, status: str, failures: int | None = None) -> None:
        """Let a node of the build end otherwise than well."""
        document = self.artifact("run_results")
        for entry in document["results"]:
            if entry["unique_id"] == unique_id:
                message = f"Got {failures} results" if failures else None
                entry.update(status=status, failures=failures, message=message)
        self.write_artifact("run_results", document)


def make(root: Path, *, with_evidence: bool = False) -> Project:
    """A project of a test's own below `root`, which does not exist yet: a copy of one that is made once."""
    template = _with_evidence() if with_evidence else _template()
    shutil.copytree(template.root, root)
    return Project(root)


@functools.cache
def _with_evidence() -> Project:
    project = make(Path(tempfile.mkdtemp()) / "project")
    atexit.register(shutil.rmtree, project.root.parent)
    assert project.run("reports", "evidence").code == 0
    return project


@functools.cache
def _template() -> Project:
    project = Project(Path(tempfile.mkdtemp()) / "project")
    atexit.register(shutil.rmtree, project.root.parent)
    _build(project)
    return project


def _build(project: Project) -> None:
    root = project.root
    for folder in ("data/downloads/imdb", "data/calls", "target"):
        (root / folder).mkdir(parents=True)
    (root / "dbt_project.yml").write_text(
        "name: media_analytics\nvars: {home_region: US, min_n: 30}\n", encoding="utf-8"
    )
    (root / "data" / DOWNLOAD).write_bytes(RATINGS)
    _make_warehouse(project)
    project.write_artifact("manifest", evidence_artifacts.manifest())
    project.write_artifact("run_results", evidence_artifacts.run_results())
    _make_calls(project)


def _make_warehouse(project: Project) -> None:
    with duckdb.connect(str(project.warehouse)) as con:
        con.execute(SCHEMA)
        for seed in ("kpi_catalogue", "data_sources"):
            con.execute(f"create table reference.{seed} as from read_csv('{ROOT / 'seeds' / seed}.csv')")
        con.execute(
            "create temp table measured (kpi_id varchar, value double, numerator double, denominator double)"
        )
        con.executemany(
            "insert into measured values (?, ?, ?, ?)", [[name, *row] for name, row in AVAILABLE.items()]
        )
        con.execute(MART)
        con.executemany(
            LOAD, [["imdb_title_basics", "b" * 64, 4, 1, 1], ["imdb_title_ratings", DIGEST, 3, 0, 0]]
        )
        con.execute("insert into raw.reject_log values (?, ?, ?, ?, ?, ?, ?)", REJECT)


def _make_calls(project: Project) -> None:
    answered = {
        "run_id": RUN_ID,
        "started_at": "2026-03-02T09:00:00.000Z",
        "source": "imdb",
        "method": "GET",
        "params": {},
        "attempt": 1,
        "status_code": 200,
        "outcome": "ok",
        "response_bytes": 99,
        "records": 3,
        "cache": "miss",
    }
    address, saved = "http://127.0.0.1:4711/imdb/", {"response_sha256": DIGEST, "saved_as": str(DOWNLOAD)}
    calls = [
        {**answered, "seq": 1, "url": f"{address}title.ratings.tsv.gz", "duration_ms": 10, **saved},
        {**answered, "seq": 2, "url": f"{address}title.basics.tsv.gz", "duration_ms": 20},
    ]
    write_calls(project, RUN_ID, calls)


def write_calls(project: Project, run_id: str, calls: list[dict[str, Any]]) -> None:
    """A call log."""
    lines = "".join(json.dumps(call) + "\n" for call in calls)
    (project.root / "data" / "calls" / f"{run_id}.jsonl").write_text(lines, encoding="utf-8")


def read_calls(project: Project) -> list[dict[str, Any]]:
    """The calls of the first log."""
    text = (project.root / "data" / "calls" / f"{RUN_ID}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def fake_pdf(data: dict[str, Any], raw: bytes, out: Path) -> int:
    """What `reports verify` looks for in a PDF: ten pages and the digest of the attachment."""
    md5 = hashlib.md5(raw, usedforsecurity=False).hexdigest()
    out.parent.mkdir(exist_ok=True)
    out.write_bytes(b"%PDF-1.7\n" + b"<</Type /Page>>\n" * 10 + md5.encode())
    return 10


def fake_html(data: dict[str, Any], raw: bytes, out: Path) -> None:
    """An HTML report is known by the digest that it prints."""
    out.parent.mkdir(exist_ok=True)
    out.write_text(f"<html>{hashlib.sha256(raw).hexdigest()}", encoding="utf-8")
