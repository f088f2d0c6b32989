"""results[] of P07_quality_report: every test that ran, with what it was about and what it found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from reports.evidence import gates
from reports.evidence.artifacts import Artifacts, Node, dotted, meta, relation_of
from reports.evidence.tables import columns_of
from reports.evidence.warehouse import has_table, quoted, rows

MAX_EXAMPLES = 5
STATUS = {"success": "pass", "runtime error": "error"}
# Generic tests by what they look at; what is not named here looks at whether figures agree.
DIMENSION = {
    "not_null": "completeness",
    "share_below": "completeness",
    "unique": "uniqueness",
    "unique_combination": "uniqueness",
    "accepted_values": "validity",
    "in_range": "validity",
    "not_negative": "validity",
    "relationships": "referential_integrity",
    "no_orphans": "referential_integrity",
    "has_unknown_member": "referential_integrity",
}
DIMENSIONS = ("completeness", "uniqueness", "validity", "consistency", "referential_integrity", "timeliness")
FRESHNESS = "timeliness"
NO_FRESHNESS = "A build does not check how old its sources are; dbt source freshness does."
RECONCILING = ("row_count_matches",)
SAID_KIND = re.compile(
    r"\s*--\s*(source|integrity|unit|reconciliation|invariant|back-test)\s*:", re.IGNORECASE
)
# Singular tests that check macros and generic tests on values of their own.
UNIT_FOLDERS = ("stats", "generic_tests")
# A failing row is shown by its keys and counts alone.
KEY_COLUMN = re.compile(
    r"(?i)(_key|_id|_count|_field|_no)$|^(tconst|nconst|titleid|parenttconst|n_records|total|difference)$"
)
# dbt's own tests call the tested column `unique_field` and so on: of these columns no value is shown.
PERSONAL_COLUMN = re.compile(r"(?i)(name|mail|birth|death|city|gender|phone|address|(^|_)age(_|$))")


def results(
    con: duckdb.DuckDBPyConnection, artifacts: Artifacts, counted: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Every data and unit test of the build by unique_id. `counted`: rows of the tables already counted."""
    sizes = dict(counted)
    return [
        _described(con, artifacts, guard, sizes) for guard in guards(artifacts) if guard["status"] is not None
    ]


def kind_of(artifacts: Artifacts, test: Node) -> str:
    """source, integrity, unit, reconciliation, invariant or back-test, unless the test's `meta.kind` says."""
    if declared := meta(test).get("kind"):
        return str(declared)
    if test["resource_type"] == "unit_test":
        return "unit"
    name = generic_name(test)
    if name is None:
        return _singular_kind(test)
    if name in RECONCILING:
        return "reconciliation"
    tested = artifacts.tested(test)
    is_source = tested is not None and (tested["resource_type"] == "source" or tested["schema"] == "staging")
    return "source" if is_source else "integrity"


def _singular_kind(test: Node) -> str:
    """As its first comment says (`-- Reconciliation: …`); one of macros is a unit test; else an invariant."""
    if said := SAID_KIND.match(test.get("raw_code") or ""):
        return said[1].lower()
    return "unit" if Path(test["original_file_path"]).parent.name in UNIT_FOLDERS else "invariant"


def dimension_of(test: Node) -> str:
    """The dimension of data quality that a test looks at; `meta.dimension` of the test has the last word."""
    declared = meta(test).get("dimension")
    return declared if declared in DIMENSIONS else DIMENSION.get(generic_name(test) or "", "consistency")


def generic_name(test: Node) -> str | None:
    """Name of the generic test that this is a use of; None for a singular or unit test."""
    name = (test.get("test_metadata") or {}).get("name")
    return str(name) if name else None


def not_run(artifacts: Artifacts) -> list[dict[str, Any]]:
    """Tests and freshness checks that exist and did not run, with the reason: never counted as passed."""
    found = []
    for test in artifacts.tests():
        status = gates.status(artifacts, test)
        if status is None:
            found.append(_left_out(artifacts, test, "It was not selected in this build."))
        elif status == "skipped":
            because = ", ".join(gates.causes(artifacts, test)) or "what it needs was not built"
            found.append(_left_out(artifacts, test, f"Skipped, because of: {because}."))
    return [*found, *_not_fresh(artifacts)]


def _left_out(artifacts: Artifacts, test: Node, reason: str) -> dict[str, Any]:
    kept = {"unique_id": test["unique_id"], "test": test["name"], "reason": reason}
    return {**kept, "kpi_ids": gates.guarded(artifacts, test), "severity": gates.severity(test)}


def _not_fresh(artifacts: Artifacts) -> list[dict[str, Any]]:
    """The declared freshness checks that were not made. An old source warns: no KPI is withheld."""
    return [
        {
            "unique_id": source["unique_id"],
            "test": f"freshness of {dotted(source)}",
            "reason": NO_FRESHNESS,
            "kpi_ids": sorted(artifacts.kpis_behind.get(source["unique_id"], ())),
            "severity": "warn",
        }
        for source in artifacts.of_type("source")
        if _has_freshness(source) and source["unique_id"] not in artifacts.freshness
    ]


def _has_freshness(source: Node) -> bool:
    limits = source.get("freshness") or {}
    return any((limits.get(limit) or {}).get("count") for limit in ("warn_after", "error_after"))


def guards(artifacts: Artifacts) -> list[dict[str, Any]]:
    """Every test with how it ended, None where it was no part of the build, and the KPIs that it guards."""
    found = []
    for test in artifacts.tests():
        status = gates.status(artifacts, test)
        failures = artifacts.results[test["unique_id"]]["failures"] if status else None
        found.append(
            {
                "unique_id": test["unique_id"],
                "name": test["name"],
                "kpi_ids": gates.guarded(artifacts, test),
                "severity": gates.severity(test),
                "status": STATUS.get(status, status) if status else None,
                "failures": failures if status != "skipped" else None,
            }
        )
    return found


def _described(
    con: duckdb.DuckDBPyConnection, artifacts: Artifacts, guard: dict[str, Any], sizes: dict[str, int]
) -> dict[str, Any]:
    test, result = artifacts.nodes[guard["unique_id"]], artifacts.results[guard["unique_id"]]
    tested = artifacts.tested(test)
    status, row_count = guard["status"], _rows_tested(con, test, tested, sizes)
    return {
        **guard,
        "kind": kind_of(artifacts, test),
        "dimension": dimension_of(test),
        "table": ".".join(relation_of(tested)) if tested else None,
        "column": test.get("column_name"),
        "rows_tested": row_count,
        "failures_percent": _percent(guard["failures"], row_count),
        "message": " ".join(result["message"].split()) if result["message"] and status != "pass" else None,
        "examples": _examples(con, test, tested) if status in ("fail", "warn") else [],
        "execution_seconds": round(result["execution_time"], 3),
    }


def _percent(failures: int | None, row_count: int | None) -> float | None:
    """A test that counts groups or differences may find more than there are rows: no percentage then."""
    if failures is None or not row_count or failures > row_count:
        return None
    return round(100 * failures / row_count, 6)


def _rows_tested(
    con: duckdb.DuckDBPyConnection, test: Node, tested: Node | None, sizes: dict[str, int]
) -> int | None:
    """Rows that a generic test looked at. A view other than staging's may cost a whole query: not counted."""
    if tested is None or generic_name(test) is None:
        return None
    schema, name = relation_of(tested)
    where = test["config"].get("where")
    if where is None and f"{schema}.{name}" in sizes:
        return sizes[f"{schema}.{name}"]
    if "{{" in (where or "") or not _is_cheap(con, schema, name):
        return None
    query = f"select count(*) from {quoted(schema, name)}" + (f" where {where}" if where else "")
    try:
        found = int(con.execute(query).fetchall()[0][0])
    except duckdb.Error:  # a `where` that means something only inside the test
        return None
    if where is None:
        sizes[f"{schema}.{name}"] = found
    return found


def _is_cheap(con: duckdb.DuckDBPyConnection, schema: str, name: str) -> bool:
    if schema == "staging":
        return has_table(con, schema, name)
    query = "select 1 from duckdb_tables() where schema_name = ? and table_name = ?"
    return bool(con.execute(query, [schema, name]).fetchall())


def _examples(con: duckdb.DuckDBPyConnection, test: Node, tested: Node | None) -> list[dict[str, Any]]:
    """Keys of up to five failing rows, from the table in which dbt stored them."""
    schema, name = relation_of(test)
    if not test.get("relation_name") or not has_table(con, schema, name):
        return []
    found = [column.name for column in columns_of(con, schema, name)]
    shown = [quoted(column) for column in found if _may_be_shown(column, test, tested)]
    if not shown:
        return []
    columns = ", ".join(shown)
    return rows(con, f"select {columns} from {quoted(schema, name)} order by {columns} limit {MAX_EXAMPLES}")


def _may_be_shown(column: str, test: Node, tested: Node | None) -> bool:
    grain: Sequence[str] = meta(tested).get("grain") or () if tested else ()
    if column.endswith("_field") and PERSONAL_COLUMN.search(test.get("column_name") or ""):
        return False
    return column in grain or bool(KEY_COLUMN.search(column))
