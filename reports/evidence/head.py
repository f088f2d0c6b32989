"""The common head of the four files: which run, when, by what, on what kind of data."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
import secrets
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.errors import ReportError
from reports.evidence import canonical

PROJECT = "P07"
DISTRIBUTION = "media-analytics"


@dataclass(frozen=True)
class Head:
    """What all four files of a run have in common."""

    run_id: str
    generated_at: str
    generator: Mapping[str, Any]
    data_mode: str

    def stamped(self, name: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The body with the head in front of it; the digest comes last, see `canonical.sealed`."""
        return {
            "schema": f"p07.{name}/1",
            "project": PROJECT,
            "run_id": self.run_id,
            "generated_at": self.generated_at,
            "generator": dict(self.generator),
            "data_mode": self.data_mode,
            **body,
        }


def new_head(data_mode: str, generator: Mapping[str, Any]) -> Head:
    """The head of a run that starts now."""
    moment = now()
    text = canonical.utc_text(moment)
    return Head(f"{stamp_of(text)}-{secrets.token_hex(3)}", text, generator, data_mode)


def stamp_of(generated_at: str) -> str:
    """`20260301T080000Z` of `2026-03-01T08:00:00Z`: what the run's id begins with."""
    return generated_at.replace("-", "").replace(":", "")


def now() -> dt.datetime:
    """The present moment in UTC, or SOURCE_DATE_EPOCH where it is set. ReportError if that is no number."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return dt.datetime.now(dt.UTC)
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise ReportError(
            f"SOURCE_DATE_EPOCH is {epoch!r}: it must be a number of seconds since 1970."
        ) from None


def generator(folder: Path) -> dict[str, Any]:
    """Name and version of this program, and the commit that the folder is at (null outside a checkout)."""
    commit = _git(folder, "rev-parse", "--verify", "HEAD")
    changes = _git(folder, "status", "--porcelain")
    return {
        "name": DISTRIBUTION,
        "version": importlib.metadata.version(DISTRIBUTION),
        "git_commit": commit,
        "git_dirty": None if commit is None or changes is None else bool(changes),
    }


def _git(folder: Path, *arguments: str) -> str | None:
    """What git answers, or None where it has no answer. It takes no lock: the user may be using git."""
    command = ["git", "--no-optional-locks", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def combined_mode(modes: Iterable[str | None]) -> str:
    """`sample`, `live` or, where loads of both kinds stand together, `mixed`. Without a load: `sample`."""
    found = {mode for mode in modes if mode}
    if len(found) > 1:
        return "mixed"
    return found.pop() if found else "sample"
