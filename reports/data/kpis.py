"""The fourteen KPIs as the report prints them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reports.data import words
from reports.data.display import DASH, Scale, number, period, shortened
from reports.data.document import Display, Kpi, KpiTest
from reports.data.rows import as_date

PRINTED_BESIDE = ("definition", "formula", "reference", "period_kind", "decimals", "scale")


def value_scale(kpi: Mapping[str, Any]) -> Scale:
    """How the value, its interval and the values of its slices are printed."""
    printed = (kpi["value"], kpi["ci_low"], kpi["ci_high"])
    return Scale(printed, kpi["unit"], kpi["scale"], kpi["decimals"])


def is_difference(kpi: Mapping[str, Any]) -> bool:
    """True where the value is a change itself, and is printed with its sign."""
    return bool(kpi["unit"] == "pp")


def change(kpi: Mapping[str, Any]) -> str:
    """The change as printed: a number only where it is clear."""
    if is_difference(kpi):
        return "clear change" if kpi["delta_is_clear"] else "no clear change"
    if kpi["delta"] is None:
        return "no previous period"
    if not kpi["delta_is_clear"]:
        return "no clear change"
    return change_size(kpi, sign=True)


def change_size(kpi: Mapping[str, Any], *, sign: bool = False) -> str:
    """`+1.2 pp`, or `1.2 pp` where the words around it give the direction."""
    delta = kpi["delta"] if sign else abs(kpi["delta"])
    return Scale([delta], kpi["delta_unit"], kpi["scale"], kpi["decimals"]).value(delta, sign=sign)


def count_of(kpi: Mapping[str, Any]) -> str:
    """`1,234 titles`, or a dash."""
    if kpi["n"] is None:
        return DASH
    return f"{number(kpi['n'])} {words.COUNTED.get(kpi['kpi_id'], 'units')}"


def printed(kpi: Mapping[str, Any]) -> Display:
    """The strings of one KPI."""
    status = words.STATUS.get(kpi["status"], kpi["status"])
    if kpi["value"] is None:
        why = words.reason_in_words(kpi["reason_code"], kpi["sources"] or "")
        return Display(
            value=DASH, unit=kpi["unit"], delta=DASH, ci=DASH, period=DASH, status=status, reason=why, n=DASH
        )
    scale, sign = value_scale(kpi), is_difference(kpi)
    return Display(
        value=scale.value(kpi["value"], sign=sign),
        unit=kpi["unit"],
        delta=change(kpi),
        ci=scale.interval(kpi["ci_low"], kpi["ci_high"], sign=sign),
        period=period(as_date(kpi["period_start"]), as_date(kpi["period_end"])),
        status=status,
        reason="",
        n=count_of(kpi),
    )


def caveats(kpi: Mapping[str, Any], withheld: Sequence[str]) -> list[str]:
    """What the reader should keep in mind: what holds always, then what holds of this value."""
    found = [words.CAVEAT[kpi["kpi_id"]]] if kpi["kpi_id"] in words.CAVEAT else []
    if kpi["value"] is not None and kpi["data_nature"] in ("synthetic", "estimated", "mixed"):
        found.append(words.NATURE[kpi["data_nature"]])
    if kpi["status"] == "partial" and kpi["coverage"] is not None:
        found.append(f"{number(100 * kpi['coverage'], 1)}% of the eligible rows could be used.")
    return [*found, *withheld]


def guards(kpi_id: str, results: Iterable[Mapping[str, Any]]) -> list[KpiTest]:
    """The tests that guard a KPI, by name."""
    found = [
        KpiTest(
            name=result["name"],
            severity=result.get("severity") or "error",
            status=result["status"],
            failures=result.get("failures") or 0,
        )
        for result in results
        if kpi_id in (result.get("kpi_ids") or ())
    ]
    return sorted(found, key=lambda test: test["name"])


def kpi_documents(
    rows: Iterable[Mapping[str, Any]],
    catalogue: Iterable[Mapping[str, Any]],
    results: Sequence[Mapping[str, Any]],
    withheld: Mapping[str, Sequence[str]],
) -> list[Kpi]:
    """The KPIs by number: the rows of mart_kpi, joined with the catalogue and with their tests."""
    by_id = {entry["kpi_id"]: entry for entry in catalogue}
    documents: list[Kpi] = []
    for row in sorted(rows, key=lambda row: row["kpi_no"]):
        kpi = dict(row) | {column: by_id[row["kpi_id"]][column] for column in PRINTED_BESIDE}
        kpi["caveats"] = caveats(kpi, withheld.get(row["kpi_id"], ()))
        kpi["tests"] = guards(row["kpi_id"], results)
        kpi["display"] = printed(kpi)
        # the keys are those of the TypedDict, built by name; the schema checks them
        documents.append(kpi)  # type: ignore[arg-type]
    return documents


def member_of(kpi: Mapping[str, Any]) -> str:
    """The member that the headline picked, short enough for a line."""
    return shortened(kpi["headline_member"] or "")
