"""The KPIs' own SQL on tables that stand in for the star: compiled by dbt, run in a DuckDB of its own."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import polars as pl
from dbt.cli.main import dbtRunner

ROOT = Path(__file__).resolve().parents[4]
_COMMENT_OR_TEXT = re.compile(r"--[^\n]*|('(?:[^']|'')*')")


def compile_kpis() -> dict[str, Any]:
    """The manifest of the project with the SQL of every KPI model in it; no warehouse is needed or touched.

    Raises RuntimeError where the project does not compile.
    """
    before = os.environ.get("MEDIA_WAREHOUSE")
    os.environ["MEDIA_WAREHOUSE"] = ":memory:"
    try:
        with TemporaryDirectory() as folder:
            places = ["--project-dir", str(ROOT), "--profiles-dir", str(ROOT)]
            places += ["--target-path", folder, "--log-path", folder]
            done = dbtRunner().invoke(["--quiet", "compile", "--select", "kpis", *places])
            if not done.success:
                raise RuntimeError(f"dbt compile of the KPIs failed: {done.exception or 'see above'}")
            return dict(json.loads((Path(folder) / "manifest.json").read_text(encoding="utf-8")))
    finally:
        if before is None:
            del os.environ["MEDIA_WAREHOUSE"]
        else:
            os.environ["MEDIA_WAREHOUSE"] = before


class Chain:
    """The KPI models of a manifest, each with its SQL and what it reads."""

    def __init__(self, manifest: Mapping[str, Any]) -> None:
        """Take the nodes of a manifest that was compiled; the name of its database is of no account."""
        self._nodes: dict[str, Any] = {
            node["name"]: node
            for node in manifest["nodes"].values()
            if node["resource_type"] in ("model", "seed")
        }

    def is_kpi(self, name: str) -> bool:
        """Whether a model belongs to the layer of the KPIs, and not to what they read."""
        return bool(self._nodes[name]["schema"].endswith("kpis"))

    def reads(self, name: str) -> list[str]:
        """The models and seeds that a model refers to."""
        return [node.rsplit(".", 1)[1] for node in self._nodes[name]["depends_on"]["nodes"]]

    def sql(self, name: str) -> str:
        """The compiled SQL of a KPI model, without the name of the database."""
        node = self._nodes[name]
        return str(node["compiled_code"]).replace(f'"{node["database"]}".', "")

    def columns(self, name: str) -> dict[str, str]:
        """Names and types of a table of the star, by its contract."""
        return {column["name"]: column["data_type"] for column in self._nodes[name]["columns"].values()}

    def seed(self, name: str) -> tuple[Path, dict[str, str]] | None:
        """The file of a seed and its columns' types; nothing for a model."""
        node = self._nodes[name]
        if node["resource_type"] != "seed":
            return None
        return ROOT / node["original_file_path"], node["config"]["column_types"]

    def place(self, name: str) -> str:
        """The name to query a relation by."""
        return f'"{self._nodes[name]["schema"]}"."{name}"'

    def upstream(self, names: Iterable[str]) -> list[str]:
        """The KPI models behind some of them, those included, in the order in which they can be built."""
        order: dict[str, None] = {}

        def visit(name: str) -> None:
            if name not in order and self.is_kpi(name):
                for read in self.reads(name):
                    visit(read)
                order[name] = None

        for name in names:
            visit(name)
        return list(order)

    def digest(self, names: Iterable[str]) -> str:
        """sha256 of the SQL behind some models; comments and line breaks do not count."""
        text = "\n".join(f"{name}: {_plain(self.sql(name))}" for name in sorted(self.upstream(names)))
        return hashlib.sha256(text.encode()).hexdigest()


def _plain(sql: str) -> str:
    return " ".join(_COMMENT_OR_TEXT.sub(lambda match: match.group(1) or " ", sql).split())


class StandIn:
    """A DuckDB in memory with the star's tables, empty at first, in which KPI models are built."""

    def __init__(self, chain: Chain, models: Iterable[str], fixed: Mapping[str, pl.DataFrame]) -> None:
        """Make what the models read: seeds as they are, tables of the star with the rows of `fixed`.

        Models that read nothing but seeds and `fixed` are built here, once.
        """
        self._chain = chain
        self._connection = duckdb.connect(config={"threads": 1})
        self._built = chain.upstream(models)
        self._read = {name for model in self._built for name in chain.reads(model)} - set(self._built)
        for schema in {chain.place(name).split(".")[0] for name in [*self._read, *self._built]}:
            self._connection.execute(f"create schema {schema}")
        for name in sorted(self._read):
            self._create(name)
        for name in self._read & set(fixed):
            self._insert(name, fixed[name])
        settled = {name for name in self._read if name in fixed or chain.seed(name)}
        for model in self._built:
            if settled.issuperset(chain.reads(model)):
                settled.add(model)
                self._build(model)
        self._redrawn = [model for model in self._built if model not in settled]

    def _create(self, name: str) -> None:
        """A seed as dbt loads it, or an empty table of the star."""
        place, seed = self._chain.place(name), self._chain.seed(name)
        columns = seed[1] if seed else self._chain.columns(name)
        self._connection.execute(
            f"create table {place} ({', '.join(f'{column} {kind}' for column, kind in columns.items())})"
        )
        if seed:
            self._connection.execute(f"copy {place} from '{seed[0]}' (header)")

    def _insert(self, name: str, rows: pl.DataFrame) -> None:
        """Add rows; columns that they lack are null."""
        self._connection.register("given", rows.to_arrow())
        self._connection.execute(f"insert into {self._chain.place(name)} by name select * from given")
        self._connection.unregister("given")

    def _build(self, model: str) -> None:
        self._connection.execute(
            f"create or replace table {self._chain.place(model)} as {self._chain.sql(model)}"
        )

    def build(self, drawn: Mapping[str, pl.DataFrame]) -> None:
        """Put the drawn rows in the place of those before, and build every model that depends on them."""
        for name in self._read & set(drawn):
            self._connection.execute(f"truncate {self._chain.place(name)}")
            self._insert(name, drawn[name])
        for model in self._redrawn:
            self._build(model)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The answer to a query."""
        return self._connection.execute(sql).fetchall()
