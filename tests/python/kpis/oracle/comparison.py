"""The three marts beside the oracle, row by row and in both directions."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import duckdb

from oracle.origins import Origin
from oracle.results import NO_PREVIOUS_PERIOD, Answer, Change, Measure, Point

TOLERANCE = 1e-9
KEYS = {
    "mart_kpi": ("kpi_id",),
    "mart_kpi_series": ("kpi_id", "basis", "period_end"),
    "mart_kpi_slice": ("kpi_id", "basis", "dimension", "member"),
}
Rows = dict[Hashable, dict[str, Any]]


def agree(found: object, wanted: object) -> bool:
    """Equal; numbers to 1e-9, relative, and absolute where they are near zero."""
    if isinstance(found, bool | str | None) or isinstance(wanted, bool | str | None):
        return found == wanted
    if isinstance(found, int | float) and isinstance(wanted, int | float):
        return math.isclose(found, wanted, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return found == wanted


def differences(found: Rows, wanted: Rows) -> list[str]:
    """A line for each row that only one of them has, and for each column in which they differ."""
    lines = [f"{key}: only in the mart: {found[key]}" for key in found.keys() - wanted.keys()]
    lines += [f"{key}: only in the oracle: {wanted[key]}" for key in wanted.keys() - found.keys()]
    for key in found.keys() & wanted.keys():
        lines += [
            f"{key}: {column} is {found[key][column]!r}, the oracle says {value!r}"
            for column, value in wanted[key].items()
            if not agree(found[key][column], value)
        ]
    return sorted(lines)


def read_marts(con: duckdb.DuckDBPyConnection) -> dict[str, Rows]:
    """The three marts by their names and keys."""
    found: dict[str, Rows] = {}
    for mart, key in KEYS.items():
        rows = con.sql(f"from kpis.{mart}").pl().to_dicts()
        found[mart] = {tuple(row[column] for column in key): row for row in rows}
        assert len(found[mart]) == len(rows), f"{mart} has a key twice"
    return found


def all_differences(con: duckdb.DuckDBPyConnection, answers: Mapping[str, Answer]) -> list[str]:
    """What the marts of a warehouse and the oracle on its raw tables do not agree about."""
    found, wanted = read_marts(con), oracle_rows(answers)
    return [f"{mart} {line}" for mart in KEYS for line in differences(found[mart], wanted[mart])]


def oracle_rows(answers: Mapping[str, Answer]) -> dict[str, Rows]:
    """What the marts should hold."""
    headlines: Rows = {(kpi_id,): _headline(answer) for kpi_id, answer in answers.items()}
    series: Rows = {
        (kpi_id, *key): _interval(point.measure)
        | {
            "period_start": point.period[0],
            "coverage": point.coverage,
            # the curve over the tenure is another way to draw the one snapshot
            "status": status(point, answer.origins["one_snapshot" if key[0] == "tenure_curve" else key[0]]),
        }
        for kpi_id, answer in answers.items()
        for key, point in answer.points.items()
    }
    slices: Rows = {
        (kpi_id, *key): _ratio(measure)
        | {"suppressed": key in answer.suppressed, "is_clear": answer.clear.get(key[-1])}
        for kpi_id, answer in answers.items()
        for key, measure in answer.slices.items()
    }  # fmt: skip
    return dict(zip(KEYS, (headlines, series, slices), strict=True))


def _interval(measure: Measure) -> dict[str, Any]:
    low, high = measure.interval
    return {"value": measure.value, "n": measure.n, "ci_low": low, "ci_high": high}


def _ratio(measure: Measure) -> dict[str, Any]:
    return _interval(measure) | {"numerator": measure.numerator, "denominator": measure.denominator}


def _headline(answer: Answer) -> dict[str, Any]:
    found, origin = answer.headline, answer.origins[answer.basis]
    behind = {name: getattr(origin, name) for name in ("sources", "as_of_date", "rung", "region")}
    if found is None:
        nothing = dict.fromkeys(_ratio(Measure(value=None, n=0)) | _compared(NO_PREVIOUS_PERIOD))
        nothing |= dict.fromkeys(["basis", "headline_member", "period_start", "period_end", "coverage"])
        told = {"status": "not_available", "reason_code": answer.reason, "data_nature": origin.data_nature}
        return nothing | behind | told
    is_mixed = found.is_estimated and origin.data_nature == "observed"
    return _ratio(found.measure) | _compared(found.change) | behind | {
        "basis": answer.basis,
        "status": status(found, origin),
        "reason_code": None,
        "data_nature": "mixed" if is_mixed else origin.data_nature,
        "headline_member": found.member,
        "period_start": found.period[0],
        "period_end": found.period[1],
        "coverage": found.coverage,
    }  # fmt: skip


def _compared(change: Change) -> dict[str, Any]:
    delta_low, delta_high = change.interval
    return {
        "prev_value": change.previous,
        "delta": change.delta,
        "delta_low": delta_low,
        "delta_high": delta_high,
        "delta_is_clear": change.is_clear,
        "delta_reason_code": change.reason,
    }


def status(found: Point, origin: Origin) -> str:
    """What the contract calls a KPI that has a value."""
    if found.coverage < 0.8 or origin.is_limited:
        return "partial"
    return "estimated" if found.is_estimated else "available"
