"""Artifacts of dbt for the tests of the evidence: a small project, with the fields that are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

PACKAGE = "media_analytics"
CATALOGUE = Path(__file__).resolve().parents[3] / "seeds" / "kpi_catalogue.csv"
NO_ORPHANS = f"test.{PACKAGE}.no_orphans_fact_ratings_title_key.1"
UNIQUE_TITLE = f"test.{PACKAGE}.unique_dim_title_title_key.2"
FOURTEEN = f"test.{PACKAGE}.assert_mart_kpi_holds_the_fourteen.3"
SHARES = f"test.{PACKAGE}.assert_genre_shares_sum_to_one.4"
NEW_TYPES = f"test.{PACKAGE}.accepted_values_title_type.5"
UNIT = f"unit_test.{PACKAGE}.kpi_genre_rating.shrinks"


def kpi_ids() -> list[str]:
    """The fourteen."""
    return [line.split(",")[1] for line in CATALOGUE.read_text(encoding="utf-8").splitlines()[1:]]


def manifest() -> dict[str, Any]:
    """The nodes of the fixture, with the fields that dbt 1.11 writes and the evidence reads."""
    genre = ["genre_momentum", "genre_popularity_share", "genre_rating"]
    nodes = [
        _model("staging", "stg_imdb__title_basics", ["source.imdb.imdb_title_basics"]),
        _model("staging", "stg_imdb__title_ratings", ["source.imdb.imdb_title_ratings"]),
        _model("core", "dim_title", ["model.stg_imdb__title_basics"], ["title_key"]),
        _model(
            "core",
            "fact_ratings",
            ["model.stg_imdb__title_ratings"],
            ["title_key", "snapshot_date_key", "data_mode"],
        ),
        _model("kpis", "kpi_genre_rating", ["model.fact_ratings", "model.dim_title"], ["kpi_id"]),
        _model("kpis", "mart_kpi", ["model.kpi_genre_rating", "seed.kpi_catalogue"], ["kpi_id"]),
        _model("kpis", "mart_kpi_series", ["model.mart_kpi"], ["kpi_id", "basis", "period_end"]),
        _model(
            "kpis", "mart_kpi_slice", ["model.kpi_genre_rating"], ["kpi_id", "basis", "dimension", "member"]
        ),
        _model("reference", "kpi_catalogue", [], ["kpi_id"], kind="seed"),
        _test(
            NO_ORPHANS,
            "fact_ratings",
            "no_orphans",
            "title_key",
            {"to": "ref('dim_title')", "field": "title_key"},
            genre,
        ),
        _test(UNIQUE_TITLE, "dim_title", "unique", "title_key", {}, []),
        _test(FOURTEEN, "mart_kpi", None, None, {}, kpi_ids()),
        _test(SHARES, "mart_kpi_slice", None, None, {}, genre[:2]),
        _test(
            NEW_TYPES,
            "stg_imdb__title_basics",
            "accepted_values",
            "title_type",
            {"values": ["movie"]},
            [],
            "warn",
        ),
    ]
    unit = {
        "unique_id": UNIT,
        "name": "shrinks",
        "resource_type": "unit_test",
        "config": {"meta": {"kpi_ids": ["genre_rating"]}},
        "depends_on": {"nodes": [f"model.{PACKAGE}.kpi_genre_rating"]},
        "schema": "kpis",
        "original_file_path": "models/kpis/kpi_genre_rating.yml",
    }
    sources = [
        _source("imdb", "imdb_title_basics"),
        _source("imdb", "imdb_title_ratings"),
        _source("loads", "load_log"),
    ]
    return {
        "metadata": {"adapter_type": "duckdb", "dbt_version": "1.11.16"},
        "nodes": {node["unique_id"]: node for node in nodes},
        "unit_tests": {UNIT: unit},
        "sources": {source["unique_id"]: source for source in sources},
    }


def run_results() -> dict[str, Any]:
    """A build in which all went well but for one warning."""
    nodes, results = manifest(), []
    for unique_id, node in {**nodes["nodes"], **nodes["unit_tests"]}.items():
        is_test = node["resource_type"] in ("test", "unit_test")
        results.append(
            {
                "unique_id": unique_id,
                "status": "pass" if is_test else "success",
                "failures": 0 if is_test else None,
                "message": None,
                "execution_time": 0.25,
            }
        )
        if unique_id == NEW_TYPES:
            results[-1].update(status="warn", failures=1, message="Got 1 result, configured to warn if != 0")
    return {
        "metadata": {"dbt_version": "1.11.16", "invocation_id": "11111111-2222-3333-4444-555555555555"},
        "args": {"which": "build", "vars": {"min_n": 20}},
        "elapsed_time": 12.5,
        "results": results,
    }


def _unique_id(name: str) -> str:
    kind, *rest = name.split(".")
    return ".".join([kind, PACKAGE, *rest])


def _model(
    schema: str, name: str, reads: list[str], grain: list[str] | None = None, kind: str = "model"
) -> dict[str, Any]:
    return {
        "unique_id": f"{kind}.{PACKAGE}.{name}",
        "name": name,
        "alias": name,
        "schema": schema,
        "resource_type": kind,
        "config": {"meta": {"grain": grain} if grain else {}},
        "depends_on": {"nodes": [_unique_id(node) for node in reads]},
    }


def _source(source: str, table: str) -> dict[str, Any]:
    return {
        "unique_id": f"source.{PACKAGE}.{source}.{table}",
        "name": table,
        "identifier": table,
        "source_name": source,
        "schema": "raw",
        "resource_type": "source",
        "config": {"meta": {}},
    }


def _test(
    unique_id: str,
    model: str,
    generic: str | None,
    column: str | None,
    arguments: dict[str, Any],
    kpis: list[str],
    severity: str = "ERROR",
) -> dict[str, Any]:
    name = unique_id.split(".")[2]
    parent = f"model.{PACKAGE}.{model}"
    return {
        "unique_id": unique_id,
        "name": name,
        "alias": name,
        "schema": "test_failures",
        "resource_type": "test",
        "config": {"meta": {"kpi_ids": kpis}, "severity": severity, "where": None},
        "depends_on": {"nodes": [parent]},
        "attached_node": parent if generic else None,
        "column_name": column,
        "original_file_path": "models/x.yml" if generic else f"tests/data/{name}.sql",
        "relation_name": f'"media"."test_failures"."{name}"',
        **(
            {"test_metadata": {"name": generic, "kwargs": {"column_name": column, **arguments}}}
            if generic
            else {}
        ),
    }
