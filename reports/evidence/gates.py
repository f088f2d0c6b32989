"""Which KPIs may be published: a gate each, shut by a failed blocking test or a table that was not built."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reports.evidence.artifacts import Artifacts, Node, meta

BAD = ("fail", "error", "runtime error")
MARTS = ("mart_kpi", "mart_kpi_series", "mart_kpi_slice")
TESTS = ("test", "unit_test")
PASSED = ("pass", "warn")

# A test as `tests_run.guard` gives it; status None: it was no part of the build.
Guard = Mapping[str, Any]
Unbuilt = Mapping[str, Any]


def kpi_ids(node: Node) -> list[str]:
    """The KPIs that a test or a model itself names."""
    return sorted(meta(node).get("kpi_ids") or ())


def guarded(artifacts: Artifacts, test: Node) -> list[str]:
    """The KPIs that a test guards: those that it names, be it none, else all made from what it tests.

    A test of macros alone, or of what no KPI is made from, guards none.
    """
    if "kpi_ids" in meta(test):
        return kpi_ids(test)
    attached = test.get("attached_node")
    tested = [attached] if attached else test["depends_on"]["nodes"]
    return sorted(set().union(*(artifacts.kpis_behind.get(name, set()) for name in tested)))


def severity(test: Node) -> str:
    """`error` or `warn`; a unit test has no severity of its own and blocks."""
    return str(test["config"].get("severity") or "error").lower()


def status(artifacts: Artifacts, node: Node) -> str | None:
    """How the node ended in this build; None if it was not part of it."""
    result = artifacts.results.get(node["unique_id"])
    return str(result["status"]) if result else None


def withheld(
    guards: Iterable[Guard], unbuilt: Iterable[Unbuilt], kpis: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """KPI → why its number may not be published, in sentences. A test that did not run has not passed.

    `guards` and `unbuilt` are those of an evidence file (`guards_of`) or of dbt's artifacts.
    """
    blocking = _blocking(guards)
    tables = list(unbuilt)
    found = {}
    for kpi_id in kpis:
        tests = blocking.get(kpi_id, [])
        left_out = sum(test["status"] is None for test in tests)
        reasons = [_test_in_words(test) for test in tests if test["status"] not in (*PASSED, None)]
        if left_out:
            reasons.append(
                f"{left_out} of its {len(tests)} blocking tests were no part of this build: run `dbt build`."
            )
        reasons += [
            _table_in_words(table)
            for table in tables
            if table["kpi_ids"] is None or kpi_id in table["kpi_ids"]
        ]
        if reasons:
            found[kpi_id] = tuple(reasons)
    return found


def guards_of(report: Mapping[str, Any]) -> list[Guard]:
    """The tests of a quality report: those that ended, and those that were no part of the build."""
    ended = {result["unique_id"] for result in report["results"]}
    left_out = [
        {**entry, "name": entry["test"], "status": None, "failures": None}
        for entry in report["not_run"]
        if entry["unique_id"] not in ended
    ]
    return sorted([*report["results"], *left_out], key=lambda test: str(test["unique_id"]))


def described(report: Mapping[str, Any], kpis: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """kpi_gates[]: `kpis` are the rows of mart_kpi as they will be published."""
    blocking = _blocking(guards_of(report))
    return [
        {
            "kpi_id": kpi["kpi_id"],
            "blocking_tests": len(blocking.get(kpi["kpi_id"], [])),
            "failed_blocking": _named(blocking.get(kpi["kpi_id"], []), BAD),
            "not_run_blocking": _named(blocking.get(kpi["kpi_id"], []), ("skipped", None)),
            "resulting_status": kpi["status"],
            "reason_code": kpi["reason_code"],
        }
        for kpi in kpis
    ]


def causes(artifacts: Artifacts, node: Node) -> list[str]:
    """Why a node was skipped: the models before it that failed, and failed tests on what stands before it."""
    before = artifacts.ancestors(node)
    failed = [artifacts.nodes[name] for name, result in artifacts.results.items() if result["status"] in BAD]
    return sorted(
        other["name"]
        for other in failed
        if other["unique_id"] in before
        or (other["resource_type"] in TESTS and before.intersection(other["depends_on"]["nodes"]))
    )


def unbuilt(artifacts: Artifacts) -> list[dict[str, Any]]:
    """The KPI models that this build did not make, the KPIs each covers (None: all), and what kept it."""
    found = []
    for model in artifacts.of_type("model"):
        covers = None if model["name"] in MARTS else kpi_ids(model)
        if covers != [] and status(artifacts, model) != "success":
            found.append({"name": model["name"], "kpi_ids": covers, "because": causes(artifacts, model)})
    return found


def _blocking(guards: Iterable[Guard]) -> dict[str, list[Guard]]:
    found: dict[str, list[Guard]] = {}
    for test in guards:
        if test["severity"] == "error":
            for kpi_id in test["kpi_ids"]:
                found.setdefault(kpi_id, []).append(test)
    return found


def _named(tests: Iterable[Guard], statuses: tuple[str | None, ...]) -> list[str]:
    return [test["name"] for test in tests if test["status"] in statuses]


def _test_in_words(test: Guard) -> str:
    if test["status"] == "fail":
        return f"The test {test['name']} failed ({test['failures']} rows)."
    return f"The test {test['name']} {'did not run' if test['status'] == 'skipped' else 'ended in an error'}."


def _table_in_words(table: Unbuilt) -> str:
    because = ", ".join(table["because"])
    return f"The table {table['name']} was not built{': ' + because if because else ''}."
