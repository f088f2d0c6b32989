"""Makes the two editions."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jinja2

from reports.data.families.titles import unset_remark
from reports.errors import ReportError
from reports.evidence.files import write_together
from reports.render import html, pdf
from reports.render.text import each_string, for_paper, for_screen
from reports.render.view import view

# What a document ends in that keeps its schema and still cannot be drawn: no rows, text for a number, 1e308.
UNPRINTABLE = (jinja2.TemplateError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError)

# What the tables say about the PDF's font: a browser shows those characters. (U+202E is in no font.)
PAPER_ONLY = unset_remark(["\u202e"]) + ". "


@contextmanager
def _whole_document() -> Iterator[None]:
    """A document that cannot be printed is the caller's error, to be told in one line."""
    try:
        yield
    except (jinja2.UndefinedError, KeyError) as error:
        raise ReportError(f"P07_data.json lacks something that the report prints: {error}.") from error
    except UNPRINTABLE as error:
        said = f"{type(error).__name__}: {str(error)[:120]}"
        raise ReportError(f"P07_data.json holds something that cannot be printed ({said}).") from error


def _on_screen(text: str) -> str:
    return for_screen(text.replace(PAPER_ONLY, ""))


def render_pdf(data: Mapping[str, Any], raw_bytes: bytes, out: Path) -> int:
    """Write the PDF; `raw_bytes` is P07_data.json as it was read, `data` the same parsed. Returns the pages.

    ReportError where Pango is missing, the document lacks a field or `out` cannot be written.
    """
    with _whole_document():
        variables = view(each_string(dict(data), for_paper), raw_bytes, pdf.WIDTHS, default=pdf.FULL)
        page = pdf.page(variables)
    made, pages = pdf.document(page, data, raw_bytes)
    write_together({out: made})
    return pages


def render_html(data: Mapping[str, Any], raw_bytes: bytes, out: Path) -> None:
    """Write the HTML edition; needs no native library. ReportError as for the PDF."""
    with _whole_document():
        page = html.page(view(each_string(dict(data), _on_screen), raw_bytes, {}))
    write_together({out: page.encode("utf-8")})
