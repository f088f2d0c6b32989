"""The sample: synthetic source files in the sources' own formats, at any scale, and the origin that serves
them.

Nothing in it is real provider data: every title, name and number comes from a counter-based generator.
One sub-package (or module) a source; `write` puts what they yield to disk and keeps the common manifest.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

TEST_SCALE = 0.002
TEST_SEED = 7
LAST_MODIFIED = datetime(2026, 3, 1, 8, tzinfo=UTC)
"""Of every file of a sample and of every answer of its origin."""
MANIFEST = "sample.json"
"""Lies in the folder of every sample, and in no folder of real files."""

KAGGLE_TOKEN = "sample-kaggle-token"  # noqa: S105 (opens nothing but the sample's own origin)
SALT = "salt-of-the-sample"
"""Fixed, so that the sample's subscriber keys are the same everywhere."""

Progress = Callable[[str, int, int], None]
"""Called with (path of the file below the folder, parts of it done, parts in all)."""


def generate(out: Path, *, scale: float, seed: int, progress: Progress | None = None) -> dict[str, Any]:
    """Write the sample files below `out` and return the manifest, which is also `<out>/sample.json`.

    `scale` 1 is the real row counts of the sources; `seed` is any integer from 0. The same scale and seed
    give the same bytes. A half-written folder is replaced; a complete one with the same scale, seed and
    generator version is left as it is. Raises ValueError for a scale or seed out of range, OSError where
    writing fails.
    """
    from loaders.sample import write  # here, so that reading the constants does not import polars

    return write.generate(out, scale=scale, seed=seed, progress=progress)
