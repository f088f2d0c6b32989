"""The fourteen KPIs as the report prints them."""

from collections.abc import Iterable, Mapping, Sequence
from math import isclose
from typing import Any

from reports.data import words
from reports.data.display import DASH, Scale, number, period, shortened
from reports.data.document import Display, Kpi, KpiTest
from reports.data.rows import as_date

WORLD = "World"
LEAST_COVERAGE = 0.8  # below it mart_kpi calls a KPI partial
WHOLE = 10
PER_DAY = " per day"
PRINTED_BESIDE = ("definition", "formula", "reference", "period_kind", "decimals", "scale")


def value_scale(kpi: Mapping[str, Any]) -> Scale:
    """How the value, its interval and the values of its slices are printed."""
    printed = (kpi["value"], kpi["ci_low"], kpi["ci_high"])
    return Scale(printed, kpi["unit"], kpi["scale"], kpi["decimals"])


def is_difference(kpi: Mapping[str, Any]) -> bool:
    """True where the value is a change itself, and is printed with its sign."""
    return bool(kpi["unit"] == "pp")


def change(kpi: Mapping[str, Any]) -> str:
    """The change as printed: a number where it is clear, or where complete counts leave it no interval."""
    if is_difference(kpi):
        return "clear change" if kpi["delta_is_clear"] else "no clear change"
    if kpi["delta"] is None:
        return no_change(kpi)[0]
    if is_exact(kpi) and kpi["delta"] == 0:
        return "unchanged"
    if not (kpi["delta_is_clear"] or is_exact(kpi)):
        return "no clear change"
    unit = own_change(kpi)[1]
    if kpi["delta_unit"] == f"{kpi['unit']}{PER_DAY}":
        # the value above says what is counted: `+5.21 million`, `+5.21 million per day`
        unit = unit.removeprefix(kpi["unit"]).strip()
    return change_size(kpi, unit, sign=True)


def no_change(kpi: Mapping[str, Any]) -> tuple[str, str]:
    """Why there is no change to print, on a tile and in a sentence."""
    return words.NO_CHANGE.get(kpi["delta_reason_code"] or "", words.NO_CHANGE["NO_PREVIOUS_PERIOD"])


def is_exact(kpi: Mapping[str, Any]) -> bool:
    """True where the change has no interval, since both counts are complete: it is so much, clear or not."""
    return kpi["delta"] is not None and kpi["delta_is_clear"] is None


def is_part_estimate(kpi: Mapping[str, Any]) -> bool:
    """True where a change without an interval is one of estimates: then nothing says how sure it is."""
    return is_exact(kpi) and kpi["status"] == "estimated"


def change_size(kpi: Mapping[str, Any], unit: str | None = None, *, sign: bool = False) -> str:
    """`+1.2 pp`, or `1.2 pp` where the words around it give the direction."""
    delta, its_unit = own_change(kpi)
    delta = delta if sign else abs(delta)
    # of a value in whole numbers a change by a few may still be one by tenths
    decimals = kpi["decimals"] or int(abs(delta) < WHOLE and not float(delta).is_integer())
    if unit is None and its_unit.endswith(PER_DAY):
        unit = f"{its_unit} on average"
    scale = Scale([delta], its_unit if unit is None else unit, kpi["scale"], decimals)
    return scale.value(delta, sign=sign)


def own_change(kpi: Mapping[str, Any]) -> tuple[float, str]:
    """The change and its unit: that of the value where both periods have as many days, else a day's."""
    delta, unit = kpi["delta"], str(kpi["delta_unit"])
    start, end = as_date(kpi["period_start"]), as_date(kpi["period_end"])
    if not unit.endswith(PER_DAY) or kpi["prev_value"] is None or start is None or end is None:
        return delta, unit
    days = (end - start).days + 1
    whole = kpi["value"] - kpi["prev_value"]
    return (whole, kpi["unit"]) if isclose(whole, delta * days, rel_tol=1e-6) else (delta, unit)


def count_of(kpi: Mapping[str, Any]) -> str:
    """`1,234 titles`, or a dash."""
    if kpi["n"] is None:
        return DASH
    return f"{number(kpi['n'])} {words.of_basis(words.COUNTED, kpi['kpi_id'], kpi['basis']) or 'units'}"


def interval_of(kpi: Mapping[str, Any], ci: str) -> str:
    """`95% interval 30.1 to 32.6%`, `Bounds 1.20 to …`, or why there is neither."""
    if kpi["ci_low"] is not None:
        return f"{'Bounds' if has_bounds(kpi) else '95% interval'} {ci}"
    counted = {"estimated": "Partly estimated", "partial": "Partial count"}
    return f"{counted.get(kpi['status'], 'Complete count')}, no interval"


def has_bounds(kpi: Mapping[str, Any]) -> bool:
    """True where the interval is made of the bounds of estimates, not of a sample's error."""
    return str(kpi["ci_method"]).startswith("bounds")


def basis_of(kpi: Mapping[str, Any]) -> str:
    """`Global Top 200, weekly`, `One snapshot, rung C`, `Subscription offers, United States`."""
    if not kpi["basis"]:
        return ""
    name = words.BASIS.get(kpi["basis"], kpi["basis"].replace("_", " "))
    # the bases that count the world say so themselves; a tile's line holds no longer name than that
    place = "" if kpi["region"] in (None, WORLD) else shortened(kpi["region"], 16)
    rung = f"rung {kpi['rung']}" if kpi["rung"] else ""
    return ", ".join(filter(None, (name, place, rung)))


def printed(kpi: Mapping[str, Any]) -> Display:
    """The strings of one KPI."""
    status = words.STATUS.get(kpi["status"], kpi["status"])
    if kpi["value"] is None:
        why = words.reason_in_words(kpi["reason_code"], kpi["sources"] or "")
        nothing = dict.fromkeys(("value", "delta", "ci", "interval", "period", "n"), DASH)
        return Display(unit=kpi["unit"], basis="", status=status, reason=why, **nothing)  # type: ignore[typeddict-item]
    scale, sign = value_scale(kpi), is_difference(kpi)
    ci = scale.interval(kpi["ci_low"], kpi["ci_high"], sign=sign)
    return Display(
        value=scale.value(kpi["value"], sign=sign),
        unit=kpi["unit"],
        delta=change(kpi),
        ci=ci,
        interval=interval_of(kpi, ci),
        basis=basis_of(kpi),
        period=period(as_date(kpi["period_start"]), as_date(kpi["period_end"])),
        status=status,
        reason="",
        n=count_of(kpi),
    )


def caveats(kpi: Mapping[str, Any], withheld: Sequence[str]) -> list[str]:
    """What the reader should keep in mind: what holds always, then what holds of this value."""
    always = words.of_basis(words.CAVEAT, kpi["kpi_id"], kpi["basis"])
    found = [always] if always else []
    if kpi["value"] is None:
        return [*found, *withheld]
    if kpi["data_nature"] in ("synthetic", "estimated", "mixed"):
        found.append(words.NATURE[kpi["data_nature"]])
    if kpi["ci_low"] is not None and kpi["ci_high"] is None:
        found.append("The upper end of the interval is not reached: too many spells still run.")
    if kpi["status"] == "partial":
        found.append(lacking(kpi))
    return [*found, *withheld]


def lacking(kpi: Mapping[str, Any]) -> str:
    """Why a KPI is partial."""
    if kpi["coverage"] is None or kpi["coverage"] >= LEAST_COVERAGE:
        return "Its source was loaded with fewer rows than it has."
    share = f"{number(100 * kpi['coverage'], 1)}%"
    return words.COVERED.get(kpi["kpi_id"], "{share} of the eligible rows could be used.").format(share=share)


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
