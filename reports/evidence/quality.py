"""The body of P07_quality_report: what was tested, with what result, and which KPI it guards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import duckdb

from reports.data.rows import rounded
from reports.evidence import canonical, gates, overlay, tests_run
from reports.evidence.artifacts import Artifacts
from reports.evidence.findings import findings
from reports.evidence.warehouse import has_table, rows

FRESH = "pass"
BACKTEST = "select * from core.estimate_backtest order by method, streams_unit, rank_band"


def observed(
    con: duckdb.DuckDBPyConnection, artifacts: Artifacts, tables: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """What dbt's artifacts say of the build; all else follows. `tables` is P07_evidence's tables[]."""
    counted = {table["name"]: table["rows"] for table in tables}
    return {
        "dbt": {
            "invocation_id": artifacts.run_results["metadata"]["invocation_id"],
            "which": artifacts.run_results["args"]["which"],
            "elapsed_seconds": round(artifacts.run_results["elapsed_time"], 3),
            "run_results_sha256": artifacts.run_results_sha256,
            "failed_nodes": _failed_nodes(artifacts),
            "unbuilt": gates.unbuilt(artifacts),
        },
        "results": tests_run.results(con, artifacts, counted),
        "freshness": [
            {"unique_id": name, "status": state} for name, state in sorted(artifacts.freshness.items())
        ],
        "not_run": tests_run.not_run(artifacts),
    }


def body(con: duckdb.DuckDBPyConnection, seen: Mapping[str, Any]) -> dict[str, Any]:
    """The document without its head: what was `observed`, and what follows from it and the warehouse."""
    results = seen["results"]
    counts = statistics(results)
    failed = counts["failed"] or counts["errored"] or counts["skipped"] or seen["dbt"]["failed_nodes"]
    return {
        **{part: seen[part] for part in ("dbt", "results", "freshness", "not_run")},
        "success": not failed,
        "statistics": counts,
        "dimensions": dimensions(results, _freshness(seen)),
        "kpi_gates": gates.described(seen, overlay.kpi_rows(con, withheld(con, seen))),
        "source_findings": findings(con),
        "estimate_backtest": backtest(con),
    }


def withheld(con: duckdb.DuckDBPyConnection, seen: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """KPI → why its number may not be published; `seen` is what was observed, or a whole report."""
    kpis = [kpi["kpi_id"] for kpi in overlay.kpi_rows(con, {})]
    return gates.withheld(gates.guards_of(seen), seen["dbt"]["unbuilt"], kpis)


def backtest(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """How far each rule of the streams estimate is off in this build, by unit and rank band."""
    if not has_table(con, "core", "estimate_backtest"):
        return []
    found: list[dict[str, Any]] = rounded(canonical.plain(rows(con, BACKTEST)))
    return found


def statistics(results: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts by outcome. Skipped tests are not evaluated; a warning is neither a success nor a failure."""
    count = Counter(result["status"] for result in results)
    evaluated = count["pass"] + count["warn"] + count["fail"] + count["error"]
    return {
        "evaluated": evaluated,
        "successful": count["pass"],
        "warned": count["warn"],
        "failed": count["fail"],
        "errored": count["error"],
        "skipped": count["skipped"],
        "success_percent": round(100 * count["pass"] / evaluated, 2) if evaluated else None,
    }


def dimensions(
    results: Iterable[Mapping[str, Any]], freshness: Iterable[str | None]
) -> dict[str, dict[str, int]]:
    """Tests and passed tests per dimension of data quality.

    Freshness checks are timeliness: `freshness` is how each ended, None where it was not made.
    """
    found = {name: {"tests": 0, "passed": 0} for name in tests_run.DIMENSIONS}
    checks = [
        (result["dimension"], result["status"] == "pass")
        for result in results
        if result["status"] != "skipped"
    ]
    checks += [(tests_run.FRESHNESS, state == FRESH) for state in freshness]
    for name, passed in checks:
        found[name]["tests"] += 1
        found[name]["passed"] += passed
    return found


def _freshness(seen: Mapping[str, Any]) -> list[str | None]:
    """How each declared freshness check of a source ended: those not made have not passed."""
    left_out = [entry for entry in seen["not_run"] if entry["unique_id"].startswith("source.")]
    return [*(row["status"] for row in seen["freshness"]), *(None for _ in left_out)]


def failures_in_words(document: Mapping[str, Any]) -> list[str]:
    """One line a failed test or model, and one for those that could not run; empty when all is good."""
    lines = [f"{node['name']}: {node['message']}" for node in document["dbt"]["failed_nodes"]]
    for result in document["results"]:
        if result["status"] in gates.BAD and result["severity"] == "error":
            lines.append(_failure_line(result))
    for gate in document["kpi_gates"]:
        if gate["reason_code"] == "BLOCKING_TEST_FAILED":
            lines.append(f"{gate['kpi_id']}: withheld ({_why(gate)}).")
    if skipped := document["statistics"]["skipped"]:
        lines.append(f"{skipped} tests did not run, because what they need was not built.")
    return lines


def _failure_line(result: Mapping[str, Any]) -> str:
    if result["status"] != "fail":
        return f"{result['name']}: ended in an error: {result['message'] or 'no message'}"
    found = result["failures"]
    of = f" of {result['rows_tested']:,}" if result["rows_tested"] else ""
    rows, verb = ("row", "fails") if found == 1 and not of else ("rows", "fail")
    table = f" of {result['table']}" if result["table"] else ""
    keys = f"; for example {_pairs(result['examples'][0])}" if result["examples"] else ""
    return f"{result['name']}: {found:,}{of} {rows}{table} {verb}{keys}."


def _pairs(example: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in example.items())


def _why(gate: Mapping[str, Any]) -> str:
    if gate["failed_blocking"]:
        return f"{len(gate['failed_blocking'])} of its {gate['blocking_tests']} blocking tests failed"
    if gate["not_run_blocking"]:
        return f"{len(gate['not_run_blocking'])} of its {gate['blocking_tests']} blocking tests did not run"
    return "a table that it is made of was not built"


def _failed_nodes(artifacts: Artifacts) -> list[dict[str, str]]:
    nodes = artifacts.nodes
    return [
        {
            "name": nodes[name]["name"] if name in nodes else name,
            "message": " ".join((result["message"] or "failed").split()),
        }
        for name, result in sorted(artifacts.results.items())
        if result["status"] in gates.BAD and not name.startswith(tuple(f"{kind}." for kind in gates.TESTS))
    ]
