"""`reports diff OLD NEW`: what changed between two editions, from their P07_data.json alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from reports.data.display import Scale, listed, number
from reports.data.words import SOURCE
from reports.evidence import data_file

HEAD = ("run_id", "generated_at", "data_mode", "content_sha256")
FRAME = ("title", "as_of_date", "window_start", "window_end", "home_region", "data_nature")
MEASURED = ("value", "ci_low", "ci_high", "n", "period_start", "period_end", "delta", "delta_is_clear")
DEFINED = ("name", "definition_version", "definition", "formula", "unit", "reference", "direction")
BASED = ("basis", "rung", "region", "headline_member", "sources", "ci_method")
STATED = ("status", "reason_code", "data_nature", "coverage")
OF_A_SOURCE = ("status", "reason", "data_nature", "licence", "window_start", "window_end")
COUNTS = ("rows_read", "rows_loaded", "rows_rejected", "rows_duplicate", "bytes")
OF_A_FILE = ("status", "note", "sha256", "rows_read", "rows_loaded", "rows_rejected")
OF_A_TEST = ("severity", "status", "failures")
SLICE_KEY = ("basis", "dimension", "member")
SLICED = ("value", "n", "ci_low", "ci_high", "suppressed", "is_clear")
PARTS = ("edition", "values", "definitions", "bases", "statuses", "slices", "sources", "tests")

Document = Mapping[str, Any]
Change = dict[str, Any]


def compared(old: Path, new: Path) -> dict[str, Any]:
    """What changed, by part; every part is empty where nothing did. ReportError where a file is none."""
    before, after = data_file.read(old)[0], data_file.read(new)[0]
    pairs = _pairs(before["kpis"], after["kpis"], "kpi_id")
    found: dict[str, Any] = {
        "old": {name: before[name] for name in HEAD},
        "new": {name: after[name] for name in HEAD},
        "remarks": list(_remarks(before, after)),
        "edition": _fields(before["edition"], after["edition"], FRAME)
        + _fields(_program(before), _program(after), ("version", "git_commit")),
        "values": [change for a, b in pairs if (change := _value(a, b))],
        "definitions": _of_kpis(pairs, DEFINED),
        "bases": _of_kpis(pairs, BASED),
        "statuses": _of_kpis(pairs, STATED),
        "slices": _slices(before["slices"], after["slices"]),
        "sources": _sources(before["sources"], after["sources"]),
        "tests": [change for a, b in pairs for change in _tests(a, b)],
    }
    found["changed"] = any(found[part] for part in PARTS)
    return found


def _remarks(before: Document, after: Document) -> Iterator[str]:
    """What a reader must know before comparing at all."""
    if before["run_id"] == after["run_id"]:
        yield "Both are of one run."
    modes = (before["data_mode"], after["data_mode"])
    if modes[0] != modes[1]:
        yield (
            f"One edition is of {modes[0]} data, the other of {modes[1]} data: "
            "their differences are not changes in the world."
        )
    if before["generated_at"] > after["generated_at"]:
        yield "The first file is the newer one: what follows goes back in time."


def _program(document: Document) -> Document:
    generator: Document = document["generator"]
    return generator


def _pairs(
    before: Iterable[Document], after: Iterable[Document], key: str
) -> list[tuple[Document, Document]]:
    """The entries of both by their key; an entry that one of them lacks is empty there."""
    old, new = ({entry[key]: entry for entry in entries} for entries in (before, after))
    return [(old.get(name, {}), new.get(name, {})) for name in {**new, **old}]


def _fields(a: Document, b: Document, names: Iterable[str]) -> list[Change]:
    return [
        {"field": name, "old": a.get(name), "new": b.get(name)}
        for name in names
        if a.get(name) != b.get(name)
    ]


def _of_kpis(pairs: Iterable[tuple[Document, Document]], names: Iterable[str]) -> list[Change]:
    fields = list(names)
    return [{"kpi_id": _id(a, b)} | change for a, b in pairs for change in _fields(a, b, fields)]


def _id(a: Document, b: Document) -> str:
    return str((a or b)["kpi_id"])


def _value(a: Document, b: Document) -> Change | None:
    """A KPI whose number, interval or period is another; numbers of another unit are not subtracted."""
    changed = _fields(a, b, MEASURED)
    if not changed:
        return None
    comparable = a and b and a["unit"] == b["unit"] and None not in (a["value"], b["value"])
    shift = b["value"] - a["value"] if comparable else None
    return {
        "kpi_id": _id(a, b),
        "name": (b or a)["name"],
        "old": _printed(a),
        "new": _printed(b),
        "difference": shift,
        "difference_printed": _difference(b, shift) if shift is not None else None,
        "intervals": _intervals(a, b) if comparable else None,
        "same_basis": bool(comparable and all(a[name] == b[name] for name in ("basis", "rung", "region"))),
        "fields": changed,
    }


def _printed(kpi: Document) -> Change:
    """A KPI as its own edition prints it."""
    if not kpi:
        return {"value": None, "interval": None, "period": None}
    return {name: kpi["display"][name] for name in ("value", "interval", "period")}


def _difference(kpi: Document, shift: float) -> str:
    unit = kpi["delta_unit"] if kpi["unit"] == "%" else kpi["unit"]
    return Scale([shift], unit or "", kpi["scale"], kpi["decimals"]).value(shift, sign=True)


def _intervals(a: Document, b: Document) -> str:
    """`overlap`, `apart`, or `none` where one of the two has no interval."""
    if None in (a["ci_low"], b["ci_low"]):
        return "none"
    ends = [float("inf") if kpi["ci_high"] is None else kpi["ci_high"] for kpi in (a, b)]
    return "overlap" if a["ci_low"] <= ends[1] and b["ci_low"] <= ends[0] else "apart"


def _slices(before: Iterable[Document], after: Iterable[Document]) -> list[Change]:
    """By KPI, basis and dimension: how many members came, went or changed."""
    old, new = ({_slice_key(row): row for row in rows} for rows in (before, after))
    counts: dict[tuple[str, ...], dict[str, int]] = {}
    for key in sorted({*old, *new}, key=str):
        kind = "added" if key not in old else "removed" if key not in new else "changed"
        if kind != "changed" or _fields(old[key], new[key], SLICED):
            group = counts.setdefault(key[:3], {"changed": 0, "added": 0, "removed": 0})
            group[kind] += 1
    return [
        {"kpi_id": kpi_id, "basis": basis, "dimension": dimension} | group
        for (kpi_id, basis, dimension), group in counts.items()
    ]


def _slice_key(row: Document) -> tuple[str, ...]:
    return (row["kpi_id"], *(row[name] for name in SLICE_KEY))


def _sources(before: Iterable[Document], after: Iterable[Document]) -> list[Change]:
    found = []
    for a, b in _pairs(before, after, "source"):
        source = (a or b)["source"]
        found += [{"source": source, "file": None} | change for change in _fields(a, b, OF_A_SOURCE + COUNTS)]
        for old, new in _pairs(a.get("files", ()), b.get("files", ()), "name"):
            name = (old or new)["name"]
            found += [{"source": source, "file": name} | change for change in _fields(old, new, OF_A_FILE)]
    return found


def _tests(a: Document, b: Document) -> Iterator[Change]:
    """The tests that guard a KPI: which came, which went, which ended otherwise."""
    for old, new in _pairs(a.get("tests", ()), b.get("tests", ()), "name"):
        entry = {"kpi_id": _id(a, b), "test": (old or new)["name"]}
        if old and new:
            yield from (entry | change for change in _fields(old, new, OF_A_TEST))
        else:
            yield entry | {"field": "guards", "old": bool(old), "new": bool(new)}


# ---- as text -----------------------------------------------------------------------------------------------

TITLES = {
    "edition": "Edition",
    "values": "Values",
    "definitions": "Definitions",
    "bases": "Bases",
    "statuses": "Statuses",
    "slices": "Slices",
    "sources": "Sources",
    "tests": "Tests",
}
INTERVALS = {
    "overlap": "the intervals overlap",
    "apart": "the intervals lie apart",
    "none": "without an interval on both sides",
}


def as_text(found: Document) -> Iterator[str]:
    """The lines that a reader of both editions wants."""
    for which in ("old", "new"):
        head = found[which]
        yield f"{which}: run {head['run_id']} of {head['generated_at']}, {head['data_mode']} data"
    yield from found["remarks"]
    if not found["changed"]:
        yield "Nothing changed: values, definitions, bases, statuses, slices, sources and tests are the same."
        return
    for part in PARTS:
        if found[part]:
            yield ""
            yield f"{TITLES[part]} ({number(len(found[part]))})"
            yield from (f"  {line}" for line in _LINES[part](found[part]))
    same = [TITLES[part].lower() for part in PARTS if not found[part]]
    if same:
        yield ""
        yield f"Unchanged: {listed(same)}."


def _value_lines(changes: Iterable[Document]) -> Iterator[str]:
    for change in changes:
        old, new = (change[which]["value"] or "not in this edition" for which in ("old", "new"))
        line = f"{change['name']} ({change['kpi_id']}): {old} → {new}"
        if change["difference"] is None:
            yield line
            continue
        basis = "" if change["same_basis"] else "; on another basis, so not one figure over time"
        moved = f"{change['difference_printed']}; " if change["difference"] else "the same value; "
        yield f"{line} ({moved}{INTERVALS[change['intervals']]}{basis})"
        if change["old"]["period"] != change["new"]["period"]:
            yield f"  period: {change['old']['period']} → {change['new']['period']}"


def _field_lines(changes: Iterable[Document]) -> Iterator[str]:
    for change in changes:
        of = change.get("kpi_id") or ""
        yield f"{of}{': ' if of else ''}{change['field']}: {_said(change['old'])} → {_said(change['new'])}"


def _slice_lines(changes: Iterable[Document]) -> Iterator[str]:
    for change in changes:
        counts = [
            f"{number(change[kind])} {kind}" for kind in ("changed", "added", "removed") if change[kind]
        ]
        yield f"{change['kpi_id']} by {change['dimension']} ({change['basis']}): {listed(counts)}"


def _source_lines(changes: Iterable[Document]) -> Iterator[str]:
    for change in changes:
        of = SOURCE.get(change["source"], change["source"])
        file = f", {change['file']}" if change["file"] else ""
        yield f"{of}{file}: {change['field']}: {_said(change['old'])} → {_said(change['new'])}"


def _test_lines(changes: Iterable[Document]) -> Iterator[str]:
    """A test that guards several KPIs is told once."""
    told: dict[tuple[str, str], list[str]] = {}
    for change in changes:
        if change["field"] == "guards":
            what = "new" if change["new"] else "gone"
        else:
            what = f"{change['field']}: {_said(change['old'])} → {_said(change['new'])}"
        told.setdefault((change["test"], what), []).append(change["kpi_id"])
    for (test, what), kpis in told.items():
        yield f"{test}: {what} (guards {listed(kpis)})"


def _said(value: Any) -> str:
    if value is None or value == "":
        return "–"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


_LINES = {
    "edition": _field_lines,
    "values": _value_lines,
    "definitions": _field_lines,
    "bases": _field_lines,
    "statuses": _field_lines,
    "slices": _slice_lines,
    "sources": _source_lines,
    "tests": _test_lines,
}
