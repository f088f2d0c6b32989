"""Where two JSON values differ, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Any

LONGEST, BEFORE = 80, 20  # characters of a value in a line, and how many of them before the difference
# The fields that may name an entry of a list, in the order in which they are tried.
NAMING = (
    ("unique_id",),
    ("id",),
    ("kpi_id",),
    ("table",),
    ("source", "endpoint"),
    ("source", "code"),
    ("source", "code", "text"),
    ("name",),
    ("kpi_id", "basis", "period_start", "period_end"),
    ("kpi_id", "basis", "dimension", "member"),
    ("subject", "relation", "object"),
    ("method", "streams_unit", "rank_band"),
    ("source",),
    ("column",),
    ("column", "ref_table"),
    ("path",),
    ("run_id", "source", "seq"),
)


def differences(recorded: Any, found: Any, place: str) -> Iterator[str]:
    """`place: recorded …, found …` for every leaf that differs.

    Entries of lists match by what names them, and otherwise by their places.
    """
    if isinstance(recorded, Mapping) and isinstance(found, Mapping):
        for key in sorted({*recorded, *found}):
            yield from differences(recorded.get(key), found.get(key), _step(place, key))
    elif isinstance(recorded, list) and isinstance(found, list) and (fields := _naming(recorded, found)):
        yield from _of_entries(_named(recorded, fields), _named(found, fields), place)
    elif _match_by_place(recorded, found):
        for index, (old, new) in enumerate(zip(recorded, found, strict=True)):
            yield from differences(old, new, f"{place}[{index}]")
    elif recorded != found or isinstance(recorded, bool) != isinstance(found, bool):
        old, new = both(recorded, found)
        yield f"{place}: recorded {old}, found {new}"


def brief(value: Any) -> str:
    """A value for a line of text."""
    return _cut(_said(value))


def both(one: Any, other: Any) -> tuple[str, str]:
    """Two values for a line of text; long ones from a little before the place where they part."""
    old, new = _said(one), _said(other)
    if max(len(old), len(new)) <= LONGEST:
        return old, new
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
    start = max(0, sum(1 for _ in alike) - BEFORE)
    return _cut(old, start), _cut(new, start)


def _said(value: Any) -> str:
    return "nothing" if value is None else str(value)


def _cut(text: str, start: int = 0) -> str:
    end = start + LONGEST
    return f"{'…' * bool(start)}{text[start:end]}{'…' * (end < len(text))}"


def _step(place: str, key: str) -> str:
    return f"{place}{key}" if place.endswith(" ") else f"{place}.{key}"


def _of_entries(old: dict[str, Any], new: dict[str, Any], place: str) -> Iterator[str]:
    for name in sorted({*old, *new}):
        if name in old and name in new:
            yield from differences(old[name], new[name], f"{place}[{name}]")
        else:
            state = "recorded, but no longer there" if name in old else "there, but not recorded"
            yield f"{place}[{name}]: {state}"
    if old.keys() == new.keys() and list(old) != list(new):
        yield f"{place}: recorded in another order than found"


def _match_by_place(recorded: Any, found: Any) -> bool:
    return isinstance(recorded, list) and isinstance(found, list) and len(recorded) == len(found)


def _naming(*lists: list[Any]) -> tuple[str, ...] | None:
    """The first fields that every entry has and that tell a list's entries apart."""
    for fields in NAMING:
        if any(lists) and all(_tells_apart(entries, fields) for entries in lists):
            return fields
    return None


def _tells_apart(entries: list[Any], fields: tuple[str, ...]) -> bool:
    if not all(isinstance(entry, Mapping) and all(_is_name(entry, fields)) for entry in entries):
        return False
    return len(_named(entries, fields)) == len(entries)


def _is_name(entry: Mapping[str, Any], fields: tuple[str, ...]) -> Iterator[bool]:
    return (field in entry and not isinstance(entry[field], Mapping | list) for field in fields)


def _named(entries: list[Any], fields: tuple[str, ...]) -> dict[str, Any]:
    return {" ".join(str(entry[field]) for field in fields): entry for entry in entries}
