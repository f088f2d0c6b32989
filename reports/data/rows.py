"""Cells of the document: floats that are the same on every run, texts that fit, dates back from text."""

import math
from datetime import date
from typing import Any

SIGNIFICANT_DIGITS = 12
# Three times the longest sentence of ours: only a source's own text can be longer, and would fill pages.
LONGEST_TEXT = 1_000


def rounded(value: Any) -> Any:
    """The document with its floats cut to 12 digits, and its texts to what can be printed.

    A sum's last bits differ with the order of its rows. The ellipsis says that a text was cut.
    """
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(item) for item in value]
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return f"{value[: LONGEST_TEXT - 1]}…"
    if isinstance(value, float):
        return float(f"{value:.{SIGNIFICANT_DIGITS}g}") if math.isfinite(value) else None
    return value


def as_date(text: str | None) -> date | None:
    """The date of an ISO date or date and time."""
    return date.fromisoformat(text[:10]) if text else None
