"""What a source's generator hands to `write`: files made of parts that can be made apart and in any order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Text(NamedTuple):
    """The text of a part (UTF-8, whole lines) and how many data lines it has."""

    data: bytes
    rows: int


@dataclass(frozen=True)
class SampleFile:
    """A file below the sample's folder; `facts` are added to its entry in the manifest.

    Its suffix says what it is packed in: `.gz`, `.zip` (one file, called as the zip without its suffix), or
    nothing.
    """

    path: str
    parts: tuple[Callable[[], Text], ...]
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SampleSource:
    """One source: its files, the truths to be found in the KPIs, and where each trap lies."""

    name: str
    files: tuple[SampleFile, ...]
    planted: tuple[dict[str, Any], ...]
    traps: dict[str, Any]
