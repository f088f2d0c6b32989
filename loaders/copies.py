"""Files as the engine can take them: as they are where it can, else as a copy in the temporary folder."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from loaders.bodies import read_text
from loaders.downloads import SourceFile
from loaders.raw_load import LinesToLoad
from loaders.tables import Dialect
from loaders.text import BOM

_STAND_IN = b"-"
"""A line that is rejected for having one field."""


def as_lines(file: SourceFile, copy: Path, dialect: Dialect, limit: int | None = None) -> LinesToLoad:
    """The file itself, out of its zip if it lies in one; a careful copy where its line ends need one."""
    text = file.text
    if text.has_carriage_return and not dialect.quote:
        return copied_lines(file, copy, dialect, limit)
    path = file.path
    if text.container == "zip":
        path = copy
        with copy.open("wb") as target:
            target.writelines(read_text(file.path, file.called))
    return LinesToLoad(
        path=path,
        name=file.called,
        fields=(),
        lines=text.lines,
        compressed=text.container == "gzip",
        skip=text.skip,
        line_end=text.line_end,
        quoted_breaks=text.quoted_breaks,
    )


def copied_lines(file: SourceFile, copy: Path, dialect: Dialect, limit: int | None = None) -> LinesToLoad:
    """At most `limit` records copied to a plain file, with the same line numbers where none is quoted.

    A carriage return at the end of a line is dropped. Where nothing is quoted, a line that is blank, or has
    one inside, would be lost or stop the whole load: in its place stands a line that is rejected for having
    one field. Where fields may be quoted, a blank line is no record.
    """
    bad: dict[int, tuple[str, str]] = {}
    head = file.text.skip + dialect.header
    last = None if limit is None else head + limit
    number = 0
    with copy.open("wb") as target:
        for number, record in enumerate(islice(_records(file, dialect), last), 1):
            if number <= file.text.skip:
                record = _STAND_IN  # a quote in it would take the header with it
            elif number > head and (reason := _reason(record, dialect)):
                bad[number] = (reason, record.decode("utf-8", "replace"))
                record = _STAND_IN
            target.write(record + b"\n")
    return LinesToLoad(
        path=copy,
        name=file.called,
        fields=(),
        lines=max(0, number - head),
        skip=file.text.skip,
        quoted_breaks=file.text.quoted_breaks,
        known_bad=bad,
    )


def _reason(record: bytes, dialect: Dialect) -> str:
    if not record and not dialect.quote:
        return "EMPTY_LINE"
    return "CARRIAGE_RETURN" if b"\r" in record and b'"' not in record[: record.find(b"\r")] else ""


def _records(file: SourceFile, dialect: Dialect) -> Iterator[bytes]:
    """The records without their ends, the lines before the first row included."""
    pending = b""
    for number, line in enumerate(_lines(file)):
        pending += line
        is_head = number < file.text.skip
        if dialect.quote and not is_head and pending.count(dialect.quote.encode()) % 2:
            continue  # a line break inside quotes
        record = pending.removesuffix(b"\n").removesuffix(b"\r")
        pending = b""
        if record or is_head or not dialect.quote:
            yield record


def _lines(file: SourceFile) -> Iterator[bytes]:
    rest, begun = b"", False
    for piece in read_text(file.path, file.called):
        if not begun:
            piece, begun = piece.removeprefix(BOM), True
        *lines, rest = (rest + piece).split(b"\n")
        yield from (line + b"\n" for line in lines)
    if rest:
        yield rest
