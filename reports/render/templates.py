"""The Jinja environment: everything is escaped, and a name that a template misspells is an error."""

from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

import jinja2

from reports.data import display
from reports.data.rows import as_date
from reports.data.words import sources_in_words

FOLDER = Path(__file__).parents[1] / "templates"
STYLES = Path(__file__).parents[1] / "styles"


def _day(text: str | None) -> str:
    return display.day(as_date(text))


def _window(entry: dict[str, Any]) -> str:
    start, end = (as_date(entry[field]) for field in ("window_start", "window_end"))
    return _span(start, end)


def _percent(share: float | None) -> str:
    return display.with_unit(display.number(None if share is None else 100 * share, 1), "%")


def _printed(value: Any) -> Any:
    return display.DASH if value is None else value


def _sources(names: list[str]) -> str:
    return sources_in_words(",".join(names))


def _span(start: date | None, end: date | None) -> str:
    if end is None:
        return display.DASH
    return display.day(end) if start in (None, end) else f"{display.day(start)} to {display.day(end)}"


def _anchor(name: str) -> str:
    return name.lower().replace(" ", "-")


@cache
def environment() -> jinja2.Environment:
    """The environment, with the filters that print what the document holds as numbers."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "count": display.number,
        "percent": _percent,
        "day": _day,
        "window": _window,
        "bytes": display.byte_size,
        "listed": display.listed,
        "short": partial(display.shortened, limit=24),
        "in_words": _sources,
        "anchor": _anchor,
    }
    made.globals["DASH"] = display.DASH
    # a null that a template did not think of is a dash, not the word None
    made.finalize = _printed
    return made


def style(*names: str) -> str:
    """The style sheets, one after the other."""
    return "\n".join((STYLES / name).read_text(encoding="utf-8") for name in names)
