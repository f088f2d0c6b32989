"""Which KPIs may be published: a gate each, shut by a failed blocking test or a table that was not built."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reports.evidence.artifacts import Artifacts, Node, meta

BAD = ("fail", "error", "runtime error")
MARTS = ("mart_kpi", "mart_kpi_series", "mart_kpi_slice")
TESTS = ("test", "unit_test")


def kpi_ids(node: Node) -> list[str]:
    """The KPIs that a test guards, or that a model is one of."""
    return sorted(meta(node).get("kpi_ids") or ())


def severity(test: Node) -> str:
    """`error` or `warn`; a unit test has no severity of its own and blocks."""
    return str(test["config"].get("severity") or "error").lower()


def status(artifacts: Artifacts, node: Node) -> str | None:
    """How the node ended in this build; None if it was not part of it."""
    result = artifacts.results.get(node["unique_id"])
    return str(result["status"]) if result else None


def withheld(artifacts: Artifacts, kpis: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """KPI → why its number may not be published, in sentences. A test that did not run has not passed."""
    unbuilt = _unbuilt(artifacts)
    guards = _blocking(artifacts)
    found = {}
    for kpi_id in kpis:
        tests = guards.get(kpi_id, [])
        left_out = sum(status(artifacts, test) is None for test in tests)
        reasons = [
            _test_in_words(artifacts, test)
            for test in tests
            if status(artifacts, test) is not None and not _passed(artifacts, test)
        ]
        if left_out:
            reasons.append(
                f"{left_out} of its {len(tests)} blocking tests were no part of this build: run `dbt build`."
            )
        reasons += [text for covers, text in unbuilt if covers is None or kpi_id in covers]
        if reasons:
            found[kpi_id] = tuple(reasons)
    return found


def described(artifacts: Artifacts, kpis: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """kpi_gates[]: `kpis` are the rows of mart_kpi as they will be published."""
    guards = _blocking(artifacts)
    return [
        {
            "kpi_id": kpi["kpi_id"],
            "blocking_tests": len(guards.get(kpi["kpi_id"], [])),
            "failed_blocking": _named(artifacts, guards.get(kpi["kpi_id"], []), BAD),
            "not_run_blocking": _named(artifacts, guards.get(kpi["kpi_id"], []), ("skipped", None)),
            "resulting_status": kpi["status"],
            "reason_code": kpi["reason_code"],
        }
        for kpi in kpis
    ]


def causes(artifacts: Artifacts, node: Node) -> list[str]:
    """Why a node was skipped: the models before it that failed, and failed tests on what stands before it."""
    before = _ancestors(artifacts, node)
    failed = [artifacts.nodes[name] for name, result in artifacts.results.items() if result["status"] in BAD]
    return sorted(
        other["name"]
        for other in failed
        if other["unique_id"] in before
        or (other["resource_type"] in TESTS and before.intersection(other["depends_on"]["nodes"]))
    )


def _blocking(artifacts: Artifacts) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for test in artifacts.tests():
        if severity(test) == "error":
            for kpi_id in kpi_ids(test):
                found.setdefault(kpi_id, []).append(test)
    return found


def _passed(artifacts: Artifacts, test: Node) -> bool:
    return status(artifacts, test) in ("pass", "warn", "success")


def _named(artifacts: Artifacts, tests: Iterable[Node], statuses: tuple[str | None, ...]) -> list[str]:
    return [test["name"] for test in tests if status(artifacts, test) in statuses]


def _test_in_words(artifacts: Artifacts, test: Node) -> str:
    result = artifacts.results[test["unique_id"]]
    if result["status"] == "fail":
        return f"The test {test['name']} failed ({result['failures']} rows)."
    return (
        f"The test {test['name']} {'did not run' if result['status'] == 'skipped' else 'ended in an error'}."
    )


def _unbuilt(artifacts: Artifacts) -> list[tuple[list[str] | None, str]]:
    """The KPI models that this build did not make, and the KPIs each covers (None: all)."""
    found: list[tuple[list[str] | None, str]] = []
    for model in artifacts.of_type("model"):
        covers = None if model["name"] in MARTS else kpi_ids(model)
        if covers == [] or status(artifacts, model) == "success":
            continue
        because = ", ".join(causes(artifacts, model))
        found.append((covers, f"The table {model['name']} was not built{': ' + because if because else ''}."))
    return found


def _ancestors(artifacts: Artifacts, node: Node) -> set[str]:
    found: set[str] = set()
    waiting = list(node["depends_on"]["nodes"])
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(artifacts.nodes.get(name, {}).get("depends_on", {}).get("nodes", []))
    return found
