"""Where two JSON values differ, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

# The fields that may name an entry of a list, in the order in which they are tried.
NAMING = (("unique_id",), ("table",), ("name",), ("source", "endpoint"), ("column",), ("path",), ("kpi_id",))


def differences(recorded: Any, found: Any, place: str) -> Iterator[str]:
    """`place: recorded …, found …` for every leaf that differs; entries of lists match by their names."""
    if isinstance(recorded, Mapping) and isinstance(found, Mapping):
        for key in sorted({*recorded, *found}):
            yield from differences(recorded.get(key), found.get(key), f"{place}.{key}")
    elif isinstance(recorded, list) and isinstance(found, list) and (fields := _naming(recorded, found)):
        old, new = _named(recorded, fields), _named(found, fields)
        for name in sorted({*old, *new}):
            if name in old and name in new:
                yield from differences(old[name], new[name], f"{place}[{name}]")
            else:
                state = "recorded, but no longer there" if name in old else "there, but not recorded"
                yield f"{place}[{name}]: {state}"
    elif recorded != found:
        yield f"{place}: recorded {_brief(recorded)}, found {_brief(found)}"


def _naming(*lists: list[Any]) -> tuple[str, ...] | None:
    """The first fields that every entry has and that tell a list's entries apart."""
    for fields in NAMING:
        if any(lists) and all(_tells_apart(entries, fields) for entries in lists):
            return fields
    return None


def _tells_apart(entries: list[Any], fields: tuple[str, ...]) -> bool:
    if not all(isinstance(entry, Mapping) and all(field in entry for field in fields) for entry in entries):
        return False
    return len(_named(entries, fields)) == len(entries)


def _named(entries: list[Any], fields: tuple[str, ...]) -> dict[str, Any]:
    return {" ".join(str(entry[field]) for field in fields): entry for entry in entries}


def _brief(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 80 else f"{text[:60]}… ({len(text)} characters)"
