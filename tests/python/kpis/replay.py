"""Other warehouses than the sample's, built by the SQL that dbt compiled for it, in a tenth of dbt's time."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb
import pytest
from built_project import BuiltProject

from loaders import sample
from loaders.fetch import Request, run
from loaders.progress import make_reporter
from loaders.settings import Settings
from loaders.sources import SOURCES

MARTS = ("mart_kpi", "mart_kpi_series", "mart_kpi_slice")
NAMES = ("bridge_title_source", "dim_title")
"""What the oracle reads of the star beside its history: which title is which."""


class Replay:
    """The models of a built project, to run again on altered data."""

    def __init__(self, project: BuiltProject) -> None:
        self.project = project
        self.manifest: dict[str, Any] = json.loads(
            (project.target / "manifest.json").read_text(encoding="utf-8")
        )
        self._nodes: dict[str, dict[str, Any]] = self.manifest["nodes"] | self.manifest["sources"]
        self._parents: dict[str, list[str]] = self.manifest["parent_map"]
        order = TopologicalSorter(self._parents).static_order()
        self._order = [name for name in order if name.startswith("model.")]

    def _name(self, unique_id: str) -> str:
        node = self._nodes.get(unique_id, {})
        return str(node.get("identifier") or node.get("name"))

    def kpis(self) -> list[str]:
        """The models of the KPIs, in the order of a build."""
        return [self._name(model) for model in self._order if self._nodes[model]["schema"] == "kpis"]

    def after(self, changed: Iterable[str]) -> list[str]:
        """The models that depend on raw tables or models, in the order of a build."""
        touched = {unique_id for unique_id in self._parents if self._name(unique_id) in set(changed)}
        found = []
        for model in self._order:
            if touched.intersection(self._parents[model]):
                touched.add(model)
                found.append(self._name(model))
        return found

    def before(self, wanted: Iterable[str]) -> list[str]:
        """Models and all that they are made from, in the order of a build."""
        needed = {unique_id for unique_id in self._parents if self._name(unique_id) in set(wanted)}
        for model in reversed(self._order):
            if model in needed:
                needed.update(self._parents[model])
        return [self._name(model) for model in self._order if model in needed]

    def run(self, con: duckdb.DuckDBPyConnection, models: Iterable[str] | None = None) -> None:
        """Build models, all unless some are named, as dbt does: in order, in the types of their contracts."""
        wanted = None if models is None else set(models)
        for unique_id in self._order:
            if wanted is None or self._name(unique_id) in wanted:
                self._build(con, self._nodes[unique_id])

    def rebuild(self, con: duckdb.DuckDBPyConnection, changed: Iterable[str]) -> None:
        """Build again what the marts need and what depends on the raw tables or models that have changed."""
        needed = set(self.before(MARTS + NAMES))
        self.run(con, [model for model in self.after(changed) if model in needed])

    def _build(self, con: duckdb.DuckDBPyConnection, node: dict[str, Any]) -> None:
        relation, config = f"{node['schema']}.{node['name']}", node["config"]
        path = self.project.target / "compiled" / "media_analytics" / node["original_file_path"]
        sql = path.read_text(encoding="utf-8")
        con.execute(f"create schema if not exists {node['schema']}")
        if config["materialized"] == "view":
            con.execute(f"create or replace view {relation} as {sql}")
        elif config["contract"]["enforced"]:
            columns = ", ".join(
                f"{column['name']} {column['data_type']}" for column in node["columns"].values()
            )
            con.execute(f"create or replace table {relation} ({columns})")
            con.execute(f"insert into {relation} by name {sql}")
        else:
            con.execute(f"create or replace table {relation} as {sql}")

    @contextmanager
    def copy(self, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
        """A copy of the project's warehouse, to alter; it is deleted afterwards."""
        # the compiled SQL names the catalogue, which is the file's name
        path = folder / self.project.warehouse.name
        shutil.copyfile(self.project.warehouse, path)
        with duckdb.connect(path) as con:
            yield con
        path.unlink()

    @contextmanager
    def sample_of(self, folder: Path, scale: float, seed: int) -> Iterator[duckdb.DuckDBPyConnection]:
        """A warehouse of another sample, fetched, and built as far as the marts need it."""
        path = folder / self.project.warehouse.name
        names = {"MEDIA_WAREHOUSE": path, "MEDIA_DATA_DIR": folder, "MEDIA_TEMP_DIR": folder / "temp"}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sample, "TEST_SCALE", scale)
            patch.setattr(sample, "TEST_SEED", seed)
            settings = Settings.load({name: str(value) for name, value in names.items()}, cwd=folder)
            assert run(Request(mode="test"), settings, make_reporter()) == 0
        with duckdb.connect(path) as con:
            con.execute(f"attach '{self.project.warehouse}' as sample (read_only)")
            con.execute("create schema reference")
            for (seed_name,) in con.sql(
                "select table_name from duckdb_tables() "
                "where database_name = 'sample' and schema_name = 'reference'"
            ).fetchall():
                con.execute(f"create table reference.{seed_name} as from sample.reference.{seed_name}")
            con.execute("detach sample")
            self.run(con, self.before(MARTS + NAMES))
            yield con


def remove_source(con: duckdb.DuckDBPyConnection, source: str, reason: str = "NOT_CONFIGURED") -> list[str]:
    """Empty a source's raw tables and log them as skipped; returns what has changed."""
    tables = [table.name for table in SOURCES[source].tables]
    for table in tables:
        con.execute(f"delete from raw.{table}")
    con.execute(
        "update raw.load_log set status = 'skipped', reason_code = ?, snapshot_date = null where source = ?",
        [reason, source],
    )
    return [*tables, "load_log"]
