"""From P07_data.json to the report's files, each put in place whole or not at all."""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reports.errors import ReportError, UsageError
from reports.evidence import data_file, files, outputs
from reports.evidence.outputs import Output

ENGINES = ("media",)
PDF_NAME = "P07_Media_Report.pdf"
HTML_NAME = "P07_Media_Report.html"

Say = Callable[[str], None]


def make_pdf(engine: str, data: Path, out: Path) -> Output:
    """`cms-pdf`: the PDF from the data file alone. ReportError with one line, and then no file."""
    if engine not in ENGINES:
        raise UsageError(f"--engine {engine}: there is no such engine, only {', '.join(ENGINES)}.")
    if out.suffix.lower() != ".pdf" and not out.is_dir():
        raise UsageError(f"{out}: is no name of a PDF. Give one that ends in .pdf.")
    _require_writable(out)
    return _pdf(*data_file.read(data), out)


def make_report(data: Path, folder: Path, say: Say) -> None:
    """`reports build`: HTML and PDF, recorded in the P07_evidence.json beside the data file, if there is one.

    Without WeasyPrint's native libraries the HTML is made all the same; ReportError then names the command.
    """
    document, raw = data_file.read(data)
    made: list[Output] = []
    try:
        made.append(_html(document, raw, folder / HTML_NAME))
        say(str(folder / HTML_NAME))
        made.append(_pdf(document, raw, folder / PDF_NAME))
        say(f"{folder / PDF_NAME} ({made[-1].pages} pages)")
    finally:
        evidence = data.with_name(files.FILE_NAMES[files.EVIDENCE])
        if made and evidence.is_file():
            outputs.record(evidence, document, made)


def _html(document: dict[str, Any], raw: bytes, out: Path) -> Output:
    from reports.render.build import render_html

    _require_writable(out)
    render_html(document, raw, out)
    return Output(out, None)


def _pdf(document: dict[str, Any], raw: bytes, out: Path) -> Output:
    from reports.render.build import render_pdf

    _require_writable(out)
    # WeasyPrint prints several lines where it does not find its libraries; the error says it in one.
    with contextlib.redirect_stdout(io.StringIO()):
        pages = render_pdf(document, raw, out)
    return Output(out, pages)


def _require_writable(out: Path) -> None:
    """Say so before the work rather than after it; nothing is made yet."""
    try:
        if out.is_dir():
            raise UsageError(f"{out}: is a folder. Give a file name, such as {out / PDF_NAME}.")
        if out.exists() and not out.is_file():
            raise UsageError(f"{out}: is there already and is no regular file. Give another name.")
        folder = next(parent for parent in out.absolute().parents if parent.exists())
    except OSError as error:
        raise ReportError(f"{out}: cannot be written ({error.strerror}).") from None
    if not folder.is_dir():
        raise ReportError(f"{out.parent}: cannot be made ({folder} is no folder).")
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ReportError(f"{folder}: may not be written to ({error.strerror}).") from None
