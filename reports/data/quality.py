"""What was tested and fetched, as the quality page prints it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reports.data import words
from reports.data.display import DASH, listed, number
from reports.data.document import Cells
from reports.evidence.context import ReportContext

STATUSES = ("pass", "warn", "fail", "error", "skipped")
SEVERITY = {"error": "withholds its KPIs", "warn": "warns"}
VERB = {"warn": "warned", "fail": "failed", "error": "could not run"}


def by_severity(results: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The number of tests by severity and outcome."""
    listing = list(results)
    return [
        {"severity": severity, "meaning": meaning}
        | {
            status: sum(
                row["status"] == status and (row.get("severity") or "error") == severity for row in listing
            )
            for status in STATUSES
        }
        for severity, meaning in SEVERITY.items()
    ]


def failure_text(result: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """One failed or warning test as a sentence."""
    rows = result.get("failures")
    tested = result.get("rows_tested")
    extent = ""
    if rows:
        of = f" of {number(tested)}" if tested else ""
        extent = f": {number(rows)}{of} {'row' if rows == 1 and not tested else 'rows'}"
    guarded = [names.get(kpi_id, kpi_id) for kpi_id in result.get("kpi_ids") or ()]
    guards = f" It guards {listed(guarded)}." if guarded else ""
    return f"{result['name']} {VERB.get(result['status'], result['status'])}{extent}.{guards}"


def failures(results: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every test that did not pass, the blocking ones first."""
    found = [row for row in results if row["status"] in VERB]
    ordered = sorted(found, key=lambda row: (row["status"] == "warn", row["name"], row["unique_id"]))
    return [
        {"name": row["name"], "status": row["status"], "text": failure_text(row, names)} for row in ordered
    ]


def percent(share: float | None, *, sign: bool = False) -> str:
    """`3.6%`, or a dash."""
    text = number(None if share is None else 100 * share, 1, sign=sign)
    return text if text == DASH else f"{text}%"


def backtest(rows: Sequence[Mapping[str, Any]]) -> Cells:
    """The back-test of the estimates: known figures hidden and estimated, a row a method and unit."""
    found = {(row["method"], row["streams_unit"], row["rank_band"]): row for row in rows}
    bands = sorted(
        {band for *_, band in found} - {"all"}, key=lambda band: int(band.strip("+").split("-")[0])
    )
    body = []
    for method, unit in dict.fromkeys((row["method"], row["streams_unit"]) for row in rows):
        whole = found.get((method, unit, "all"), {})
        factors = [whole.get(name) for name in ("lo_factor", "hi_factor")]
        low, high = (percent(None if factor is None else factor - 1, sign=True) for factor in factors)
        errors = (found.get((method, unit, band), {}).get("mape") for band in bands)
        body.append(
            [
                f"{words.METHOD.get(method, method)}, {unit}",
                "yes" if whole.get("is_on") else "no",
                number(whole.get("n")),
                percent(whole.get("mape")),
                percent(whole.get("mape_limit")),
                f"{low} to {high}" if DASH not in (low, high) else DASH,
                percent(whole.get("coverage")),
                *map(percent, errors),
            ]
        )
    columns = ["Estimate", "In use", "Tested", "Mean error", "Limit", "Bounds", "Within bounds"]
    columns += [f"Ranks {band.replace('-', '–')}" for band in bands]
    return Cells(columns=columns, align=["left", "left"] + ["right"] * (len(columns) - 2), rows=body)


def quality_summary(context: ReportContext, kpis: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Tests by severity, every failure in words, findings on the sources' rows, and the calls."""
    quality, extraction = context.quality, context.extraction
    results = quality.get("results") or []
    names = {kpi["kpi_id"]: kpi["name"] for kpi in kpis}
    return {
        "statistics": dict(quality.get("statistics") or {}),
        "by_severity": by_severity(results),
        "failures": failures(results, names),
        "withheld": [
            {"kpi_id": kpi_id, "text": f"{names.get(kpi_id, kpi_id)}: {' '.join(reasons)}"}
            for kpi_id, reasons in sorted(context.withheld.items())
        ],
        "estimate_backtest": backtest(quality.get("estimate_backtest") or []),
        "findings": [dict(row) for row in quality.get("source_findings") or []],
        "not_run": [{"test": row["test"], "reason": row["reason"]} for row in quality.get("not_run") or []],
        "calls": [dict(row) for row in extraction.get("summary") or []],
        "skipped": [dict(row) for row in extraction.get("skipped") or []],
    }
